import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench-context';
import { SMALL_FOREST, benchModel, writeFlat, writePackages } from '../model-folders';
import { startXgb } from '../processes/servers';
import { below, type MeasureReport } from '../report/measure-report';
import { residentMegabytes } from '../processes/process-metrics';
import { spreadOf, type Spread } from '../statistics';

const MAX_START_MS = 700;
const MAX_IDLE_MB = 120;

interface Startups {
  readonly layout: string;
  readonly startMs: Spread;
  readonly idleMb: Spread;
}

/** Time from the start of the process to the first 200 of `/ready`, and the memory of a service that idles. */
export async function measureStartup(context: BenchContext): Promise<MeasureReport> {
  const { folder } = context;
  const model = benchModel(SMALL_FOREST);
  const layouts = [
    ['package', await writePackages(model, path.join(folder, 'startup-package'))],
    ['flat directory', await writeFlat(model, path.join(folder, 'startup-flat'))],
  ] as const;
  const results = [];
  for (const [layout, modelDir] of layouts) results.push(await startOften(layout, modelDir, context));
  return reportOf(results, context.effort.startups);
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

function reportOf(results: readonly Startups[], startups: number): MeasureReport {
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
    rows: results.map(({ layout, startMs, idleMb }) => ({
      layout,
      startMs: startMs.median,
      minMs: startMs.min,
      maxMs: startMs.max,
      idleMb: idleMb.median,
      maxMb: idleMb.max,
    })),
    targets: results.flatMap(({ layout, startMs, idleMb }) => [
      below(`${layout}: ready in under ${MAX_START_MS} ms`, startMs.median, MAX_START_MS, 'ms', 0),
      below(`${layout}: idle memory under ${MAX_IDLE_MB} MB`, idleMb.median, MAX_IDLE_MB, 'MB'),
    ]),
    notes: [`100 trees of depth 5; medians of ${startups} starts.`],
  };
}
