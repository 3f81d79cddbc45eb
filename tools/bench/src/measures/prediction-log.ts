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
import { startXgb } from '../processes/servers';
import type { MeasureReport } from '../report/measure-report';

const ROW_COUNTS = [1, 100] as const;
const SHARE_PERCENT = 1;
const LEAST_RATIO = 0.98;

/** What it costs a service at full load to log one of a hundred requests. */
export async function measurePredictionLog({
  folder,
  effort,
  progress,
}: BenchContext): Promise<MeasureReport> {
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'prediction-log'));
  const settings = {
    PREDICTION_LOG: path.join(folder, 'logged'),
    PREDICTION_LOG_SHARE: String(SHARE_PERCENT),
  };
  const starts = {
    without: () => startXgb(modelDir, folder),
    with: () => startXgb(modelDir, folder, [], undefined, settings),
  };
  const comparisons: SwitchedComparison[] = [];
  for (const rowCount of ROW_COUNTS) {
    progress(`prediction-log: ${rowCount} rows`);
    const request = predictionRequest(rowCount, 1);
    const measured = await measureSwitched(starts, request, 'prediction_log_rows_total', effort);
    comparisons.push({ rowCount, ...measured });
  }
  return reportOf(comparisons);
}

function reportOf(comparisons: readonly SwitchedComparison[]): MeasureReport {
  return {
    name: 'prediction-log',
    title: `POST /predictions/xgb at full load, without and with a log of ${SHARE_PERCENT} % of the requests`,
    columns: [...switchedColumns('log'), { key: 'logged', title: 'rows logged' }],
    rows: comparisons.flatMap(comparison =>
      switchedRows(comparison).map(row => ({
        ...row,
        logged: row['setting'] === 'with' ? comparison.counted : 0,
      })),
    ),
    targets: comparisons.map(comparison => switchedTarget(comparison, 'the log', LEAST_RATIO)),
    notes: [
      `${switchedNote(comparisons[0].rounds)} 100 complete trees of depth 5. "rows logged" are those that were written in all rounds: 1,000 a second at most, as it is set where nobody sets it, so that of requests with 100 rows fewer than ${SHARE_PERCENT} % are logged.`,
    ],
  };
}
