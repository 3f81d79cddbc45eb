import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import type { ForestShape } from '../../forest/grow-forest';
import { closedLoop } from '../../load/closed-loop';
import { predictionRequest } from '../../load/prediction-payload';
import { SMALL_FOREST, benchModel, promoteTurn, writePackages } from '../../model-folders';
import { startXgb } from '../../processes/servers';
import type { MeasureReport, Target } from '../../report/measure-report';
import { reloadService } from '../../processes/reload-service';
import { residentMegabytes } from '../../processes/process-metrics';

const MAX_GROWTH = 1.1;
const SETTLE_MS = 500;
const LOAD = { connections: 4, durationMs: 200 };

interface Growth {
  readonly model: string;
  readonly megabytes: ReadonlyMap<number, number>;
}

/** Resident memory over many reloads, requests served in between: it must stay level. */
export async function measureMemory(context: BenchContext): Promise<MeasureReport> {
  const results = [];
  for (const shape of [SMALL_FOREST, context.effort.large]) results.push(await reloadOften(shape, context));
  return reportOf(results, context.effort.memoryReloads);
}

async function reloadOften(shape: ForestShape, { effort, folder, progress }: BenchContext): Promise<Growth> {
  const model = `${shape.trees} trees of depth ${shape.depth}`;
  const modelDir = await writePackages(benchModel(shape), path.join(folder, `memory-${shape.trees}`));
  const server = await startXgb(modelDir, folder);
  const megabytes = new Map<number, number>();
  try {
    const last = Math.max(...effort.memoryReloads);
    progress(`memory: ${model}, ${last} reloads`);
    for (let reload = 1; reload <= last; reload++) {
      await promoteTurn(modelDir, reload);
      await reloadService(server.port);
      if (!effort.memoryReloads.includes(reload)) continue;
      await closedLoop(server.port, [predictionRequest(10, reload)], LOAD);
      await sleep(SETTLE_MS);
      megabytes.set(reload, await residentMegabytes(server.port));
    }
    return { model, megabytes };
  } finally {
    await server.stop();
  }
}

function reportOf(results: readonly Growth[], reloads: readonly number[]): MeasureReport {
  return {
    name: 'memory',
    title: 'Resident memory over reloads, MB',
    columns: [
      { key: 'model', title: 'model' },
      ...reloads.map(count => ({ key: `after${count}`, title: `after ${count}`, decimals: 1 })),
    ],
    rows: results.map(({ model, megabytes }) => ({
      model,
      ...Object.fromEntries([...megabytes].map(([count, mb]) => [`after${count}`, mb])),
    })),
    targets: results.map(result => targetOf(result, reloads)),
    notes: [],
  };
}

/** The first reloads fill pools and caches, so growth counts from the second figure on. */
function targetOf({ model, megabytes }: Growth, reloads: readonly number[]): Target {
  const [, from = 0] = reloads;
  const to = reloads.at(-1) ?? 0;
  const growth = (megabytes.get(to) ?? NaN) / (megabytes.get(from) ?? NaN);
  return {
    text: `${model}: after ${to} reloads at most ${MAX_GROWTH} times that after ${from}`,
    measured: growth.toFixed(2),
    met: growth <= MAX_GROWTH,
  };
}
