import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import { BenchError } from '../../errors';
import type { ForestShape } from '../../forest/grow-forest';
import { Connection } from '../../load/connection';
import { getRequest, predictionRequest } from '../../load/prediction-payload';
import { SMALL_FOREST, benchModel, writePackages } from '../../model-folders';
import { startXgb } from '../../processes/servers';
import { below, type MeasureReport } from '../../report/measure-report';
import { median, percentile } from '../../statistics';

const ROW_COUNT = 20_000;
const MAX_LIVE_MS = 50;
const PAUSE_MS = 100;

interface Probes {
  readonly model: string;
  readonly requestsMs: readonly number[];
  readonly probesMs: readonly number[];
}

/** How long `/live` takes to answer while the service computes a large request. */
export async function measureLive(context: BenchContext): Promise<MeasureReport> {
  const results = [];
  for (const shape of [SMALL_FOREST, context.effort.large]) results.push(await probeDuring(shape, context));
  return reportOf(results);
}

async function probeDuring(shape: ForestShape, { effort, folder, progress }: BenchContext): Promise<Probes> {
  const model = `${shape.trees} trees of depth ${shape.depth}`;
  progress(`live: ${model}, ${effort.largeRequests} requests of ${ROW_COUNT} rows`);
  const modelDir = await writePackages(benchModel(shape), path.join(folder, `live-${shape.trees}`));
  const server = await startXgb(modelDir, folder);
  const large = await Connection.open(server.port);
  const prober = await Connection.open(server.port);
  const request = predictionRequest(ROW_COUNT, 1);
  const requestsMs: number[] = [];
  const probesMs: number[] = [];
  try {
    for (let i = 0; i < effort.largeRequests; i++) {
      await sleep(PAUSE_MS);
      const begin = performance.now();
      const state = { isUnderWay: true };
      const answer = large.ask(request).then(ending => {
        state.isUnderWay = false;
        if (ending !== 200) throw new BenchError(`The request of ${ROW_COUNT} rows failed: ${ending}.`);
        requestsMs.push(performance.now() - begin);
      });
      while (state.isUnderWay) probesMs.push(await probe(prober));
      await answer;
    }
    return { model, requestsMs, probesMs };
  } finally {
    large.close();
    prober.close();
    await server.stop();
  }
}

async function probe(connection: Connection): Promise<number> {
  const begin = performance.now();
  const ending = await connection.ask(getRequest('/live'));
  if (ending !== 200) throw new BenchError(`/live failed during a large request: ${ending}.`);
  const elapsedMs = performance.now() - begin;
  await sleep(1);
  return elapsedMs;
}

function reportOf(results: readonly Probes[]): MeasureReport {
  return {
    name: 'live',
    title: `/live while a request of ${ROW_COUNT.toLocaleString('en-US')} rows is computed`,
    columns: [
      { key: 'model', title: 'model' },
      { key: 'requestMs', title: 'request ms' },
      { key: 'probes', title: 'probes' },
      { key: 'medianMs', title: 'median ms', decimals: 1 },
      { key: 'maxMs', title: 'max ms', decimals: 1 },
    ],
    rows: results.map(({ model, requestsMs, probesMs }) => ({
      model,
      requestMs: median(requestsMs),
      probes: probesMs.length,
      medianMs: median(probesMs),
      maxMs: percentile(probesMs, 1),
    })),
    targets: results.map(({ model, probesMs }) =>
      below(`${model}: /live in under ${MAX_LIVE_MS} ms`, percentile(probesMs, 1), MAX_LIVE_MS, 'ms'),
    ),
    notes: [],
  };
}
