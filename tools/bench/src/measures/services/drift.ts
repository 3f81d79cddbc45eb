import path from 'node:path';
import { numericFeatures } from '@reckit/features';
import { Model } from '@reckit/inference';
import { ScoreWatch, ServiceMetrics } from '@reckit/service';
import type { BenchContext } from '../../bench-context';
import { predictionRequest } from '../../load/prediction-payload';
import { measureSwitched, serversAsked, switchedNote } from '../../load/switched-on';
import {
  switchedColumns,
  switchedRows,
  switchedTarget,
  type SwitchedComparison,
} from '../../load/switched-report';
import {
  benchModel,
  SMALL_FOREST,
  trainingStatistics,
  writePackages,
  type BenchModel,
} from '../../model-folders';
import { startXgb } from '../../processes/servers';
import { below, type Cell, type MeasureReport } from '../../report/measure-report';
import { median } from '../../statistics';

const ROW_COUNTS = [1, 100] as const;
const LEAST_RATIO = 0.97;
const MOST_PERCENT = 3;
const COMPARES_NOTHING = { DRIFT_WINDOW_SECONDS: '0' };

interface Comparison extends SwitchedComparison {
  /** What counting the scores of an answer takes by itself. */
  readonly histogramMicroseconds: number;
}

/** What it costs a service at full load to compare what is sent with the training rows, and to count its scores. */
export async function measureDrift({ folder, effort, progress }: BenchContext): Promise<MeasureReport> {
  const model = benchModel(SMALL_FOREST);
  const modelDir = await writePackages(model, path.join(folder, 'drift'), trainingStatistics());
  const starts = {
    without: () => startXgb(modelDir, folder, [], undefined, COMPARES_NOTHING),
    with: () => startXgb(modelDir, folder),
  };
  const comparisons: Comparison[] = [];
  for (const rowCount of ROW_COUNTS) {
    progress(`drift: ${rowCount} rows`);
    const request = predictionRequest(rowCount, 1);
    const measured = await measureSwitched(
      serversAsked(request, starts),
      effort.rounds,
      'model_drift_rows',
      effort,
    );
    comparisons.push({
      rowCount,
      ...measured,
      histogramMicroseconds: await timeOfHistogram(model, rowCount),
    });
  }
  return reportOf(comparisons, effort.rounds);
}

const HISTOGRAM_ROUNDS = 9;
const ANSWERS_A_ROUND = 100_000;

/** Nothing switches the histogram of scores off: it is timed by itself, in microseconds an answer. */
async function timeOfHistogram({ onnx, featureNames }: BenchModel, rowCount: number): Promise<number> {
  const signature = {
    name: 'xgb',
    spec: numericFeatures(featureNames),
    onnx,
    roles: 'score',
    checks: null,
  } as const;
  const model = await Model.open({ name: 'xgb', version: 'bench', signatures: [signature] });
  try {
    const watch = new ScoreWatch(new ServiceMetrics('single').of('xgb'));
    const scores = Float32Array.from({ length: rowCount }, (_, row) => (row + 1) / (rowCount + 1));
    const times = Array.from({ length: HISTOGRAM_ROUNDS }, () => {
      const begin = performance.now();
      for (let i = 0; i < ANSWERS_A_ROUND; i++) watch.note('bench', model.mainSignature, [scores], rowCount);
      return ((performance.now() - begin) * 1_000) / ANSWERS_A_ROUND;
    });
    return median(times);
  } finally {
    await model.close();
  }
}

function reportOf(comparisons: readonly Comparison[], starts: number): MeasureReport {
  return {
    name: 'drift',
    title: 'POST /predictions/xgb at full load, without and with a look at drift',
    columns: [
      ...switchedColumns('drift'),
      { key: 'lookedAt', title: 'rows looked at' },
      { key: 'histogram', title: 'scores counted, µs', decimals: 2 },
    ],
    rows: comparisons.flatMap(rowsOf),
    targets: comparisons.flatMap(comparison => [
      switchedTarget(comparison, 'drift', LEAST_RATIO),
      below(
        `${comparison.rowCount} rows: counting the scores takes less than ${MOST_PERCENT} % of the CPU time of a request`,
        percentOfRequest(comparison),
        MOST_PERCENT,
        '%',
        2,
      ),
    ]),
    notes: [
      `${switchedNote(comparisons[0].rounds, starts)} 100 complete trees of depth 5, seven features with statistics of 20,000 training rows; settings as they are where nobody sets them, so 100 rows a second are looked at. "scores counted" is the time that the histogram of scores takes of each answer, in a loop of its own: it is part of every service.`,
    ],
  };
}

function rowsOf(comparison: Comparison): Record<string, Cell>[] {
  return switchedRows(comparison).map(row => ({
    ...row,
    lookedAt: row['setting'] === 'with' ? comparison.counted : 0,
    histogram: comparison.histogramMicroseconds,
  }));
}

function percentOfRequest({ rounds, histogramMicroseconds }: Comparison): number {
  return (100 * histogramMicroseconds) / median(rounds.without.map(round => round.cpuMicroseconds));
}
