import path from 'node:path';
import type { BenchContext } from '../bench-context';
import { predictionRequest } from '../load/prediction-payload';
import { measureSwitched, switchedNote } from '../load/switched-on';
import {
  switchedColumns,
  switchedRows,
  switchedTarget,
  type SwitchedComparison,
} from '../load/switched-report';
import { benchModel, SMALL_FOREST, writePackages } from '../model-folders';
import { processMetric } from '../processes/process-metrics';
import type { ServerProcess } from '../processes/server-process';
import { startXgb } from '../processes/servers';
import type { MeasureReport } from '../report/measure-report';

const ROW_COUNTS = [1, 100] as const;
const SHARE_PERCENT = 1;
const LEAST_RATIO = 0.98;

interface Comparison extends SwitchedComparison {
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
    columns: [...switchedColumns('log'), { key: 'logged', title: 'rows logged' }],
    rows: comparisons.flatMap(comparison =>
      switchedRows(comparison).map(row => ({
        ...row,
        logged: row['setting'] === 'with' ? comparison.logged : 0,
      })),
    ),
    targets: comparisons.map(comparison => switchedTarget(comparison, 'the log', LEAST_RATIO)),
    notes: [
      `${switchedNote(comparisons[0].rounds)} 100 complete trees of depth 5. "rows logged" are those that were written in all rounds: 1,000 a second at most, as it is set where nobody sets it, so that of requests with 100 rows fewer than ${SHARE_PERCENT} % are logged.`,
    ],
  };
}
