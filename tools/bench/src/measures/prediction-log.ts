import path from 'node:path';
import type { BenchContext } from '../bench-context';
import { roundCells, type Round } from '../load/measured-round';
import { predictionRequest } from '../load/prediction-payload';
import { measureSwitched, ratiosOf, switchedNote, type Switched } from '../load/switched-on';
import { benchModel, SMALL_FOREST, writePackages } from '../model-folders';
import { processMetric } from '../processes/process-metrics';
import type { ServerProcess } from '../processes/server-process';
import { startXgb } from '../processes/servers';
import { atLeast, type Cell, type MeasureReport } from '../report/measure-report';
import type { Spread } from '../statistics';

const ROW_COUNTS = [1, 100] as const;
const SHARE_PERCENT = 1;
const LEAST_RATIO = 0.98;

interface Comparison {
  readonly rowCount: number;
  readonly rounds: Switched<readonly Round[]>;
  /** Rows that were written while this was measured. */
  readonly logged: number;
}

/** What it costs a service at full load to log one of a hundred requests. */
export async function measurePredictionLog(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'prediction-log'));
  const started: ServerProcess[] = [];
  const start = async (settings: Readonly<Record<string, string>>): Promise<ServerProcess> => {
    const server = await startXgb(modelDir, folder, [], undefined, settings);
    started.push(server);
    return server;
  };
  try {
    const servers = {
      without: await start({}),
      with: await start({
        PREDICTION_LOG: path.join(folder, 'logged'),
        PREDICTION_LOG_SHARE: String(SHARE_PERCENT),
      }),
      again: await start({}),
    };
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) {
      progress(`prediction-log: ${rowCount} rows`);
      const before = await loggedRows(servers.with);
      const rounds = await measureSwitched(servers, predictionRequest(rowCount, 1), effort);
      comparisons.push({ rowCount, rounds, logged: (await loggedRows(servers.with)) - before });
    }
    return reportOf(comparisons);
  } finally {
    await Promise.all(started.map(server => server.stop()));
  }
}

function loggedRows({ port }: ServerProcess): Promise<number> {
  return processMetric(port, 'prediction_log_rows_total');
}

function reportOf(comparisons: readonly Comparison[]): MeasureReport {
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
    rows: comparisons.flatMap(rowsOf),
    targets: comparisons.map(({ rowCount, rounds }) =>
      atLeast(
        `${rowCount} rows: requests/s with the log at least ${LEAST_RATIO} of those without`,
        ratiosOf(rounds, round => round.requestsPerSecond).cost.median,
        LEAST_RATIO,
        3,
      ),
    ),
    notes: [
      `${switchedNote(comparisons[0].rounds)} 100 complete trees of depth 5. "rows logged" are those that were written in all rounds: 1,000 a second at most, as it is set where nobody sets it, so that of requests with 100 rows fewer than ${SHARE_PERCENT} % are logged.`,
    ],
  };
}

function rowsOf({ rowCount, rounds, logged }: Comparison): Record<string, Cell>[] {
  const speed = ratiosOf(rounds, round => round.requestsPerSecond);
  const cpu = ratiosOf(rounds, round => round.cpuMicroseconds);
  const cells = (log: string, of: readonly Round[], loggedRows: number): Record<string, Cell> => {
    const { requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds } = roundCells(of);
    return { rows: rowCount, log, requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds, logged: loggedRows };
  };
  const ratios = (ofSpeed: Spread, ofCpu: Spread): Record<string, Cell> => ({
    ratio: ofSpeed.median,
    range: `${ofSpeed.min.toFixed(2)}–${ofSpeed.max.toFixed(2)}`,
    cpuRatio: ofCpu.median,
  });
  return [
    { ...cells('without', rounds.without, 0), ratio: 1, range: '', cpuRatio: 1 },
    { ...cells('with', rounds.with, logged), ...ratios(speed.cost, cpu.cost) },
    { ...cells('without, again', rounds.again, 0), ...ratios(speed.noise, cpu.noise) },
  ];
}
