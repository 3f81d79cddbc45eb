import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench-context';
import { inTurns } from '../in-turns';
import { closedLoop } from '../load/closed-loop';
import { measureRound, roundCells, type Round } from '../load/measured-round';
import { predictionRequest } from '../load/prediction-payload';
import { benchModel, SMALL_FOREST, writePackages } from '../model-folders';
import { processMetric } from '../processes/process-metrics';
import type { ServerProcess } from '../processes/server-process';
import { startXgb } from '../processes/servers';
import { atLeast, type Cell, type MeasureReport } from '../report/measure-report';
import { spreadOf, type Spread } from '../statistics';

const CONNECTIONS = 16;
const ROW_COUNTS = [1, 100] as const;
const SHARE_PERCENT = 1;
const LEAST_RATIO = 0.98;
/** So small a difference needs more rounds than others. */
const ROUNDS_TIMES = 3;
/** For the rows that wait to be written at the end of a round. */
const SETTLE_MS = 100;

interface Side {
  readonly name: 'without' | 'with';
  readonly server: ServerProcess;
}

interface LoggedRound extends Round {
  /** Rows that were written meanwhile. */
  readonly logged: number;
}

interface Comparison {
  readonly rowCount: number;
  readonly without: readonly LoggedRound[];
  readonly with: readonly LoggedRound[];
}

/** What it costs a service at full load to log one of a hundred requests. */
export async function measurePredictionLog(context: BenchContext): Promise<MeasureReport> {
  const { folder } = context;
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'prediction-log'));
  const sides: Side[] = [];
  try {
    sides.push({ name: 'without', server: await startXgb(modelDir, folder) });
    const settings = {
      PREDICTION_LOG: path.join(folder, 'logged'),
      PREDICTION_LOG_SHARE: String(SHARE_PERCENT),
      // None is to be dropped.
      PREDICTION_LOG_ROWS_PER_SECOND: '1000000',
    };
    sides.push({ name: 'with', server: await startXgb(modelDir, folder, [], undefined, settings) });
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) comparisons.push(await compare(rowCount, sides, context));
    return reportOf(comparisons);
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
  const load = ({ port }: ServerProcess, durationMs: number): ReturnType<typeof closedLoop> =>
    closedLoop(port, [request], { connections: CONNECTIONS, durationMs });
  for (const { server } of sides) await load(server, effort.warmUpMs);
  const rounds = ROUNDS_TIMES * effort.rounds;
  progress(`prediction-log: ${rowCount} rows, ${rounds} rounds`);
  const [without, logging] = await inTurns(sides, rounds, async ({ server }): Promise<LoggedRound> => {
    const { port } = server;
    const before = await loggedRows(port);
    const round = await measureRound(port, () => load(server, effort.roundMs));
    await sleep(SETTLE_MS);
    return { ...round, logged: (await loggedRows(port)) - before };
  });
  return { rowCount, without, with: logging };
}

function loggedRows(port: number): Promise<number> {
  return processMetric(port, 'prediction_log_rows_total');
}

function reportOf(comparisons: readonly Comparison[]): MeasureReport {
  const ratios = comparisons.map(comparison => ratiosOf(comparison, round => round.requestsPerSecond));
  const cpuRatios = comparisons.map(comparison => ratiosOf(comparison, round => round.cpuMicroseconds));
  return {
    name: 'prediction-log',
    title: `POST /predictions/xgb at full load, without and with a log of ${SHARE_PERCENT} % of the requests`,
    columns: [
      { key: 'rows', title: 'rows' },
      { key: 'log', title: 'log' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'ratio', title: 'ratio', decimals: 3 },
      { key: 'range', title: 'min–max' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'cpuMicroseconds', title: 'CPU µs/request', decimals: 1 },
      { key: 'cpuRatio', title: 'CPU ratio', decimals: 3 },
      { key: 'logged', title: 'rows logged' },
    ],
    rows: comparisons.flatMap((comparison, i) => [
      { ...cellsOf(comparison, 'without'), ratio: 1, range: '', cpuRatio: 1 },
      {
        ...cellsOf(comparison, 'with'),
        ratio: ratios[i].median,
        range: `${ratios[i].min.toFixed(2)}–${ratios[i].max.toFixed(2)}`,
        cpuRatio: cpuRatios[i].median,
      },
    ]),
    targets: comparisons.map(({ rowCount }, i) =>
      atLeast(
        `${rowCount} rows: requests/s with the log at least ${LEAST_RATIO} of those without`,
        ratios[i].median,
        LEAST_RATIO,
        3,
      ),
    ),
    notes: [
      `${CONNECTIONS} connections without pauses, ${comparisons[0].without.length} rounds in turns: medians; ratios are medians of the rounds' ratios, and that of the CPU time a request holds on a busy machine, too. 100 complete trees of depth 5. "rows logged" are those that were written in all rounds.`,
    ],
  };
}

/** What a figure is with the log, over what it is without, round by round. */
function ratiosOf({ without, with: logging }: Comparison, figure: (round: LoggedRound) => number): Spread {
  return spreadOf(logging.map((round, i) => figure(round) / figure(without[i])));
}

function cellsOf(comparison: Comparison, side: Side['name']): Record<string, Cell> {
  const rounds = comparison[side];
  const { requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds } = roundCells(rounds);
  return {
    rows: comparison.rowCount,
    log: side,
    requestsPerSecond,
    p50Ms,
    p99Ms,
    cpuMicroseconds,
    logged: rounds.reduce((sum, { logged }) => sum + logged, 0),
  };
}
