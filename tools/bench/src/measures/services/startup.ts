import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import type { ForestShape } from '../../forest/grow-forest';
import { SMALL_FOREST, benchModel, writeFlat, writePackages } from '../../model-folders';
import { startXgb } from '../../processes/servers';
import { below, type MeasureReport } from '../../report/measure-report';
import { residentMegabytes } from '../../processes/process-metrics';
import { spreadOf, type Spread } from '../../statistics';

const MAX_START_MS = 700;
const MAX_IDLE_MB = 120;
/** A large forest may take so much longer to be ready than a small one, and so much memory. */
const MAX_LOAD_MS = 500;
const MAX_LARGE_MB = 150;

interface Startups {
  readonly layout: string;
  readonly startMs: Spread;
  readonly idleMb: Spread;
}

/** Time from the start of the process to the first 200 of `/ready`, and the memory of a service that idles. */
export async function measureStartup(context: BenchContext): Promise<MeasureReport> {
  const small = await startLayouts(SMALL_FOREST, context);
  const large = await startLayouts(context.effort.large, context);
  return reportOf(small, large, context.effort.startups);
}

/** Starts with a package of a forest, and with its flat directory. */
async function startLayouts(shape: ForestShape, context: BenchContext): Promise<Startups[]> {
  const { folder } = context;
  const model = benchModel(shape);
  const forest = forestText(shape);
  const layouts = [
    ['package', await writePackages(model, path.join(folder, `startup-package-${shape.trees}`))],
    ['flat directory', await writeFlat(model, path.join(folder, `startup-flat-${shape.trees}`))],
  ] as const;
  const results = [];
  for (const [layout, modelDir] of layouts) {
    results.push(await startOften(`${layout}, ${forest}`, modelDir, context));
  }
  return results;
}

function forestText({ trees, depth }: ForestShape): string {
  return `${trees} trees of depth ${depth}`;
}

async function startOften(
  layout: string,
  modelDir: string,
  { effort, folder, progress }: BenchContext,
): Promise<Startups> {
  progress(`startup: ${layout}, ${effort.startups} times`);
  const startMs: number[] = [];
  const idleMb: number[] = [];
  for (let run = 0; run < effort.startups; run++) {
    const server = await startXgb(modelDir, folder);
    try {
      startMs.push(server.startMs);
      await sleep(effort.idleMs);
      idleMb.push(await residentMegabytes(server.port));
    } finally {
      await server.stop();
    }
  }
  return { layout, startMs: spreadOf(startMs), idleMb: spreadOf(idleMb) };
}

function reportOf(small: readonly Startups[], large: readonly Startups[], startups: number): MeasureReport {
  return {
    name: 'startup',
    title: 'Start of the xgb service',
    columns: [
      { key: 'layout', title: 'model' },
      { key: 'startMs', title: 'ready after ms' },
      { key: 'minMs', title: 'min' },
      { key: 'maxMs', title: 'max' },
      { key: 'idleMb', title: 'idle memory MB', decimals: 1 },
      { key: 'maxMb', title: 'max', decimals: 1 },
    ],
    rows: [...small, ...large].map(({ layout, startMs, idleMb }) => ({
      layout,
      startMs: startMs.median,
      minMs: startMs.min,
      maxMs: startMs.max,
      idleMb: idleMb.median,
      maxMb: idleMb.max,
    })),
    targets: [
      ...small.flatMap(({ layout, startMs, idleMb }) => [
        below(`${layout}: ready in under ${MAX_START_MS} ms`, startMs.median, MAX_START_MS, 'ms', 0),
        below(`${layout}: idle memory under ${MAX_IDLE_MB} MB`, idleMb.median, MAX_IDLE_MB, 'MB'),
      ]),
      ...large.flatMap(({ layout, startMs, idleMb }, i) => {
        const longerMs = startMs.median - small[i].startMs.median;
        return [
          below(`${layout}: ready less than ${MAX_LOAD_MS} ms later`, longerMs, MAX_LOAD_MS, 'ms', 0),
          below(`${layout}: idle memory under ${MAX_LARGE_MB} MB`, idleMb.median, MAX_LARGE_MB, 'MB'),
        ];
      }),
    ],
    notes: [`Medians of ${startups} starts.`],
  };
}
