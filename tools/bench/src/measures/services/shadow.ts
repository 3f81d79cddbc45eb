import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import { inTurns } from '../../in-turns';
import { closedLoop } from '../../load/closed-loop';
import { OpenLoop } from '../../load/open-loop';
import { predictionRequest } from '../../load/prediction-payload';
import { benchModel, SMALL_FOREST, writePackages } from '../../model-folders';
import { processMetric } from '../../processes/process-metrics';
import type { ServerProcess } from '../../processes/server-process';
import { startXgb } from '../../processes/servers';
import { below, type Cell, type MeasureReport } from '../../report/measure-report';
import { median, percentile, spreadOf } from '../../statistics';

const CONNECTIONS = 16;
const ROW_COUNTS = [1, 100] as const;
/** Of what the service can answer: there it waits for nobody, and what the shadow adds shows. */
const LOAD = 0.5;
const MAX_P99_RATIO = 1.1;
/** For the rows that wait for the shadow at the end of a round. */
const SETTLE_MS = 200;

interface Side {
  readonly name: string;
  readonly server: ServerProcess;
}

interface Round {
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Rows that the shadow has scored too, and those that it let go. */
  readonly scored: number;
  readonly dropped: number;
}

interface Comparison {
  readonly rowCount: number;
  readonly requestsPerSecond: number;
  readonly without: readonly Round[];
  readonly with: readonly Round[];
}

/** What a shadow costs the requests that are answered, at half of what the service can do. */
export async function measureShadow(context: BenchContext): Promise<MeasureReport> {
  const { folder } = context;
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'shadow'));
  const sides: Side[] = [];
  try {
    sides.push({ name: 'without', server: await startXgb(modelDir, folder) });
    const shadowed = await startXgb(modelDir, folder, [], undefined, { MODEL_SHADOW: 'v2' });
    sides.push({ name: 'with', server: shadowed });
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) comparisons.push(await compare(rowCount, sides, context));
    return reportOf(comparisons, context.effort.rounds);
  } finally {
    await Promise.all(sides.map(({ server }) => server.stop()));
  }
}

async function compare(
  rowCount: number,
  sides: readonly Side[],
  { effort, progress }: BenchContext,
): Promise<Comparison> {
  const request = predictionRequest(rowCount, 1);
  const options = { connections: CONNECTIONS, durationMs: effort.warmUpMs };
  const most: number[] = [];
  // The first time warms up.
  for (const { server } of [...sides, sides[0]]) {
    most.push((await closedLoop(server.port, [request], options)).requestsPerSecond);
  }
  const requestsPerSecond = Math.round((most.at(-1) ?? 0) * LOAD);
  progress(`shadow: ${rowCount} rows, ${requestsPerSecond} requests/s, ${effort.rounds} rounds`);
  const [without, withShadow] = await inTurns(sides, effort.rounds, ({ server }) =>
    loadRound(server.port, request, requestsPerSecond, effort.roundMs),
  );
  return { rowCount, requestsPerSecond, without, with: withShadow };
}

async function loadRound(
  port: number,
  request: Buffer,
  requestsPerSecond: number,
  durationMs: number,
): Promise<Round> {
  const before = await shadowRows(port);
  const loop = await OpenLoop.start(port, request, requestsPerSecond);
  await sleep(durationMs);
  const timings = await loop.stop();
  await sleep(SETTLE_MS);
  const after = await shadowRows(port);
  const latenciesMs = timings.map(({ begunMs, endedMs }) => endedMs - begunMs);
  return {
    requests: timings.length,
    failed: timings.filter(({ ending }) => ending !== 200).length,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    scored: after.scored - before.scored,
    dropped: after.dropped - before.dropped,
  };
}

async function shadowRows(port: number): Promise<{ scored: number; dropped: number }> {
  return {
    scored: await processMetric(port, 'model_shadow_rows_total'),
    dropped: await processMetric(port, 'model_shadow_dropped_total'),
  };
}

function reportOf(comparisons: readonly Comparison[], rounds: number): MeasureReport {
  const ratios = comparisons.map(({ without, with: withShadow }) =>
    spreadOf(withShadow.map(({ p99Ms }, i) => p99Ms / without[i].p99Ms)),
  );
  const failed = comparisons.flatMap(comparison => [...comparison.without, ...comparison.with]);
  return {
    name: 'shadow',
    title: 'POST /predictions/xgb at half load, without and with a shadow',
    columns: [
      { key: 'rows', title: 'rows' },
      { key: 'shadow', title: 'shadow' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'ratio', title: 'p99 ratio', decimals: 2 },
      { key: 'range', title: 'min–max' },
      { key: 'scoredPercent', title: 'rows scored %' },
      { key: 'failed', title: 'failed' },
    ],
    rows: comparisons.flatMap((comparison, i) => [
      { ...cellsOf(comparison, 'without'), ratio: 1, range: '' },
      {
        ...cellsOf(comparison, 'with'),
        ratio: ratios[i].median,
        range: `${ratios[i].min.toFixed(2)}–${ratios[i].max.toFixed(2)}`,
      },
    ]),
    targets: [
      ...comparisons.map(({ rowCount }, i) =>
        below(
          `${rowCount} rows: p99 with a shadow under ${MAX_P99_RATIO} times`,
          ratios[i].median,
          MAX_P99_RATIO,
          'times',
          2,
        ),
      ),
      below(
        'failed requests',
        failed.reduce((sum, round) => sum + round.failed, 0),
        1,
        'requests',
        0,
      ),
    ],
    notes: [
      `Requests on time whether or not answers come, at half of what ${CONNECTIONS} connections without pauses get from the service without a shadow; ${rounds} rounds in turns: medians. The shadow is another version of the same model: 100 complete trees of depth 5.`,
      'The shadow is scored by a process of its own at the lowest priority, on the same cores as the service and the generator; "rows scored" are those that it has scored of all that were answered, the rest was dropped and counted.',
    ],
  };
}

function cellsOf(comparison: Comparison, side: 'without' | 'with'): Record<string, Cell> {
  const { rowCount, requestsPerSecond } = comparison;
  const rounds = comparison[side];
  const medianOf = (value: (round: Round) => number): number => median(rounds.map(value));
  return {
    rows: rowCount,
    shadow: side,
    requestsPerSecond,
    p50Ms: medianOf(({ p50Ms }) => p50Ms),
    p99Ms: medianOf(({ p99Ms }) => p99Ms),
    scoredPercent: medianOf(({ scored, requests }) => (100 * scored) / (requests * rowCount)),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}
