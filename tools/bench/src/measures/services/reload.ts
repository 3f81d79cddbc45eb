import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import { OpenLoop, type Timing } from '../../load/open-loop';
import { predictionRequest } from '../../load/prediction-payload';
import { SMALL_FOREST, benchModel, promoteTurn, writeFlat, writePackages } from '../../model-folders';
import { startXgb } from '../../processes/servers';
import type { MeasureReport, Target } from '../../report/measure-report';
import { reloadService } from '../../processes/reload-service';
import { median, percentile } from '../../statistics';

const REQUESTS_PER_SECOND = 300;
const MAX_P99_RATIO = 2;
/** The old model is freed after the answer to the reload; requests of that time count as during the reload. */
const AFTERMATH_MS = 100;
const MEGABYTE = 1_000_000;

interface Case {
  readonly name: string;
  readonly modelDir: string;
  /** Packages are promoted by turns before each reload; a flat directory just loads again. */
  readonly promotes: boolean;
}

interface Interval {
  readonly beginMs: number;
  readonly endMs: number;
}

interface Reloads {
  readonly which: Case;
  readonly reloads: readonly Interval[];
  readonly during: readonly Timing[];
  readonly without: readonly Timing[];
}

/** What requests feel of reloads: one row each, sent at a fixed rate whether or not the server keeps up. */
export async function measureReload(context: BenchContext): Promise<MeasureReport> {
  const results = [];
  for (const which of await casesOf(context)) results.push(await reloadUnderLoad(which, context));
  return reportOf(results);
}

async function casesOf({ effort, folder, progress }: BenchContext): Promise<Case[]> {
  progress('reload: growing the forests');
  const small = benchModel(SMALL_FOREST);
  const huge = benchModel(effort.huge);
  const hugeFlat = benchModel(effort.hugeFlat);
  const sizeOf = (bytes: Uint8Array): string => `${(bytes.length / MEGABYTE).toFixed(1)} MB`;
  return [
    {
      name: `package, model.onnx ${sizeOf(small.onnx)}`,
      modelDir: await writePackages(small, path.join(folder, 'reload-small')),
      promotes: true,
    },
    {
      name: `package, model.onnx ${sizeOf(huge.onnx)}`,
      modelDir: await writePackages(huge, path.join(folder, 'reload-huge')),
      promotes: true,
    },
    {
      name: `flat, xgb_model.json ${sizeOf(hugeFlat.json)}`,
      modelDir: await writeFlat(hugeFlat, path.join(folder, 'reload-flat')),
      promotes: false,
    },
  ];
}

async function reloadUnderLoad(which: Case, { effort, folder, progress }: BenchContext): Promise<Reloads> {
  progress(`reload: ${which.name}, ${effort.reloads} reloads`);
  const server = await startXgb(which.modelDir, folder);
  try {
    const load = await OpenLoop.start(server.port, predictionRequest(1, 1), REQUESTS_PER_SECOND);
    await sleep(effort.warmUpMs);
    const measuredFromMs = performance.now();
    const reloads: Interval[] = [];
    for (let turn = 1; turn <= effort.reloads; turn++) {
      await sleep(effort.pauseBetweenReloadsMs);
      if (which.promotes) await promoteTurn(which.modelDir, turn);
      const beginMs = performance.now();
      await reloadService(server.port);
      reloads.push({ beginMs, endMs: performance.now() });
    }
    await sleep(effort.pauseBetweenReloadsMs);
    const timings = (await load.stop()).filter(({ begunMs }) => begunMs >= measuredFromMs);
    return {
      which,
      reloads,
      during: timings.filter(timing => reloads.some(reload => overlaps(timing, reload))),
      without: timings.filter(timing => !reloads.some(reload => overlaps(timing, reload))),
    };
  } finally {
    await server.stop();
  }
}

function overlaps({ begunMs, endedMs }: Timing, { beginMs, endMs }: Interval): boolean {
  return begunMs <= endMs + AFTERMATH_MS && endedMs >= beginMs;
}

function reportOf(results: readonly Reloads[]): MeasureReport {
  return {
    name: 'reload',
    title: `Reloads under ${REQUESTS_PER_SECOND} requests/s of one row`,
    columns: [
      { key: 'model', title: 'model' },
      { key: 'reloadMs', title: 'reload ms' },
      { key: 'requests', title: 'requests during' },
      { key: 'failures', title: 'failed' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'maxMs', title: 'max ms', decimals: 2 },
      { key: 'withoutP50Ms', title: 'p50 ms without', decimals: 2 },
      { key: 'withoutP99Ms', title: 'p99 ms without', decimals: 2 },
      { key: 'ratio', title: 'p99 ratio', decimals: 1 },
    ],
    rows: results.map(result => ({
      model: result.which.name,
      reloadMs: median(result.reloads.map(({ beginMs, endMs }) => endMs - beginMs)),
      requests: result.during.length,
      failures: failuresOf(result),
      p50Ms: percentile(result.during.map(msOf), 0.5),
      p99Ms: percentile(result.during.map(msOf), 0.99),
      maxMs: percentile(result.during.map(msOf), 1),
      withoutP50Ms: percentile(result.without.map(msOf), 0.5),
      withoutP99Ms: percentile(result.without.map(msOf), 0.99),
      ratio: p99Ratio(result),
    })),
    targets: results.flatMap(targetsOf),
    notes: [
      `"During" are the requests that were under way while a reload was, up to ${AFTERMATH_MS} ms after its answer; "without" are those in the pauses between the reloads of the same run.`,
    ],
  };
}

function targetsOf(result: Reloads): Target[] {
  const failures = failuresOf(result);
  const ratio = p99Ratio(result);
  return [
    { text: `${result.which.name}: no failed request`, measured: String(failures), met: failures === 0 },
    {
      text: `${result.which.name}: p99 at most ${MAX_P99_RATIO} times that without reload`,
      measured: ratio.toFixed(1),
      met: ratio <= MAX_P99_RATIO,
    },
  ];
}

function failuresOf({ during, without }: Reloads): number {
  return [...during, ...without].filter(({ ending }) => ending !== 200).length;
}

function p99Ratio({ during, without }: Reloads): number {
  return percentile(during.map(msOf), 0.99) / percentile(without.map(msOf), 0.99);
}

function msOf({ begunMs, endedMs }: Timing): number {
  return endedMs - begunMs;
}
