import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { Sampling } from '@reckit/service';
import { predictionRequest } from '../../load/prediction-payload';
import {
  CONNECTIONS,
  measureSwitched,
  shareOfTime,
  switchedNote,
  type Switched,
  type SwitchedSide,
} from '../../load/switched-on';
import {
  switchedColumns,
  switchedRows,
  switchedTarget,
  type SwitchedComparison,
} from '../../load/switched-report';
import { benchModel, SMALL_FOREST, writePackages } from '../../model-folders';
import { startXgb } from '../../processes/servers';
import type { MeasureReport } from '../../report/measure-report';

const ROW_COUNTS = [1, 100] as const;
const SHARE_PERCENT = 1;
const LEAST_RATIO = 0.98;
/** The limit where nobody sets one. */
const USUAL_ROWS_PER_SECOND = 1_000;

/** One process has all sides. */
const STARTS = 1;
/** Different ids of requests that each connection asks with in turn. */
const IDS = 1_000;

/**
 * What it costs a service at full load to log one of a hundred requests: it logs by their ids, so one process is asked by
 * turns with ids of which it logs none, and with others of which it logs so many.
 */
export async function measurePredictionLog({
  folder,
  effort,
  progress,
}: BenchContext): Promise<MeasureReport> {
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'prediction-log'));
  const settings = {
    PREDICTION_LOG: path.join(folder, 'logged'),
    PREDICTION_LOG_SHARE: String(SHARE_PERCENT),
    // What is not spent while the other sides are asked is not to be spent on top of it.
    PREDICTION_LOG_ROWS_PER_SECOND: String(Math.round(USUAL_ROWS_PER_SECOND * shareOfTime(effort))),
  };
  const comparisons: SwitchedComparison[] = [];
  for (const rowCount of ROW_COUNTS) {
    progress(`prediction-log: ${rowCount} rows`);
    const [none, some] = [0, SHARE_PERCENT].map(percent =>
      eachFromElsewhere(idsLogged(percent).map(id => predictionRequest(rowCount, 1, id))),
    );
    const start = async (): Promise<Switched<SwitchedSide>> => {
      const server = await startXgb(modelDir, folder, [], undefined, settings);
      const without = { server, requests: none };
      return { without, with: { server, requests: some }, again: without };
    };
    const measured = await measureSwitched(start, STARTS, 'prediction_log_rows_total', effort);
    comparisons.push({ rowCount, ...measured });
  }
  return reportOf(comparisons);
}

/** Ids of requests, of which a service that logs `SHARE_PERCENT` logs so many. */
function idsLogged(percent: number): string[] {
  const sampling = new Sampling(SHARE_PERCENT);
  const logged = (IDS * percent) / 100;
  const counts = { logged: 0, others: 0 };
  const ids: string[] = [];
  for (let i = 0; ids.length < IDS; i++) {
    const id = `request-${i}`;
    const kind = sampling.takes(id) ? 'logged' : 'others';
    if (counts[kind] === (kind === 'logged' ? logged : IDS - logged)) continue;
    counts[kind]++;
    ids.push(id);
  }
  return ids;
}

/** The same list for each connection, which begins at another place, so that they do not all log at once. */
function eachFromElsewhere(requests: readonly Buffer[]): Buffer[][] {
  return Array.from({ length: CONNECTIONS }, (_, i) => {
    const first = Math.floor((i * requests.length) / CONNECTIONS);
    return [...requests.slice(first), ...requests.slice(0, first)];
  });
}

function reportOf(comparisons: readonly SwitchedComparison[]): MeasureReport {
  return {
    name: 'prediction-log',
    title: `POST /predictions/xgb at full load, without and with ${SHARE_PERCENT} % of the requests logged`,
    columns: [...switchedColumns('log'), { key: 'logged', title: 'rows logged' }],
    rows: comparisons.flatMap(comparison =>
      switchedRows(comparison).map(row => ({
        ...row,
        logged: row['setting'] === 'with' ? comparison.counted : 0,
      })),
    ),
    targets: comparisons.map(comparison => switchedTarget(comparison, 'the log', LEAST_RATIO)),
    notes: [
      `${switchedNote(comparisons[0].rounds, STARTS)} One service, whose requests bring ids: of those of the side "with" it logs ${SHARE_PERCENT} %, of the others none. 100 complete trees of depth 5. "rows logged" are those that were written in all rounds: 1,000 a second at most while it is asked so, which is the limit where nobody sets one, so that of requests with 100 rows fewer than ${SHARE_PERCENT} % are logged.`,
    ],
  };
}
