import type { Manifest } from '@reckit/artifacts';
import { openData } from '@reckit/training-data';
import type { Console } from '../run/console';
import { withDescriptionsAdvised } from '../run/data/missing-column';
import { databaseMemory, openMemory } from '../run/memory/training-memory';
import type { CommonFlags, ReadingRun, TrainingModel } from '../run/training-model';
import { currentStatistics } from './current-statistics';
import type { Inspect, Inspection } from './inspection';
import { inspectionInManifest } from './inspection-in-manifest';
import { inspector } from './inspector';
import { UnfitData } from './unfit-data';

/** What is known of data after a look at them. */
export interface ValidationResult extends Pick<Manifest, 'statistics' | 'validation'> {
  readonly model: string;
  /** What the data are called. */
  readonly data: string;
  /** What would stop a training, a line each. */
  readonly problems: readonly string[];
  /** How long it took to read the data, and to look at them. */
  readonly seconds: { readonly reading: number; readonly checks: number };
}

/** Reads the data of a model as its training does, and looks at them. */
export async function validateData<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
  console: Console,
): Promise<ValidationResult> {
  model.checkFlags?.(flags);
  const current = await currentStatistics(flags.modelDir, model.name);
  const watched = timed(inspector({ validate: true, failOn: flags.failOn ?? [], current }, console));
  const memory = await openMemory(flags);
  try {
    const data = await openData(model, flags, console);
    try {
      const limited = { ...data, options: { ...data.options, memory: databaseMemory(memory) } };
      const run = { flags, data: limited, initial: null, memory, console, inspect: watched.inspect };
      const { inspection, problems } = await examined(model, run);
      const found = inspectionInManifest(inspection);
      return { model: model.name, data: data.shown, ...found, problems, seconds: watched.seconds() };
    } finally {
      await data.release();
    }
  } finally {
    memory.scratch.remove();
  }
}

/** Notes how long it takes from now on until data are read, and then to look at them. */
function timed(inspect: Inspect): { readonly inspect: Inspect; seconds(): ValidationResult['seconds'] } {
  const begin = performance.now();
  let [read, checked] = [begin, begin];
  return {
    inspect: data => {
      read = performance.now();
      try {
        return inspect(data);
      } finally {
        checked = performance.now();
      }
    },
    seconds: () => ({ reading: inSeconds(read - begin), checks: inSeconds(checked - read) }),
  };
}

function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

/** What was found, and what of it stops a training. */
async function examined<Flags>(
  model: TrainingModel<Flags>,
  run: ReadingRun<Flags>,
): Promise<{ readonly inspection: Inspection; readonly problems: readonly string[] }> {
  try {
    const inspection = (await model.examine?.(run)) ?? { statistics: [], validation: null };
    return { inspection, problems: [] };
  } catch (error) {
    if (error instanceof UnfitData) return { inspection: error.inspection, problems: error.problems };
    throw withDescriptionsAdvised(error, run.flags);
  }
}
