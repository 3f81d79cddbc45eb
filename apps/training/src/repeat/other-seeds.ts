import { EventEmitter } from 'node:events';
import path from 'node:path';
import { Console } from '../run/console';
import { Interruption } from '../run/interruption';
import { openMemory } from '../run/memory/training-memory';
import type { TrainingModel, TrainingRun } from '../run/training-model';
import { takeStatistics } from '../validation/examine';
import { describeHeadlines } from './describe-seeds';
import type { SeedMetrics } from './seed-metrics';
import { splitSeedOf } from './split-seed';

/**
 * Trains with the seeds that follow that of the flags, as `--repeat` asks, and keeps what they measure. They come before
 * the training whose version is written, so that its report can tell how far it is from the others. All hold out the
 * same rows; nothing of them is written to the model directory, and a signal ends them at once.
 */
export async function measureOtherSeeds<Flags>(
  model: TrainingModel<Flags>,
  run: Omit<TrainingRun<Flags>, 'otherSeeds'>,
): Promise<SeedMetrics[]> {
  const { flags, console } = run;
  const { repeat = 1, seed } = flags;
  const measured: SeedMetrics[] = [];
  for (let other = seed + 1; other < seed + repeat; other++) {
    const metrics = await measureSeed(model, run, other);
    console.fact(`Seed ${other}`, describeHeadlines(metrics));
    measured.push({ seed: other, metrics });
  }
  return measured;
}

async function measureSeed<Flags>(
  model: TrainingModel<Flags>,
  run: Omit<TrainingRun<Flags>, 'otherSeeds'>,
  seed: number,
): Promise<SeedMetrics['metrics']> {
  const { flags } = run;
  const memory = await openMemory(flags);
  // Not of the process, whose signals end it while these are trained.
  const interruption = new Interruption(
    Object.assign(new EventEmitter(), { exit: () => undefined }),
    () => undefined,
    '',
  );
  try {
    const { metrics } = await model.train({
      ...run,
      flags: {
        ...flags,
        seed,
        splitSeed: splitSeedOf(flags),
        modelDir: path.dirname(memory.scratch.path('models')),
        ...{ resume: false, keepCheckpoint: false },
      },
      memory,
      interruption,
      console: new Console({ quiet: true }),
      inspect: takeStatistics,
      otherSeeds: [],
    });
    return metrics;
  } finally {
    interruption.release();
    memory.scratch.remove();
  }
}
