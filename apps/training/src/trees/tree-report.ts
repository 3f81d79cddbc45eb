import {
  calibrationTable,
  rocCurve,
  scoreHistogram,
  trainingReport,
  type FeatureImportance,
  type LearningCurves,
} from '@reckit/evaluation';
import type { RoundReport } from '@reckit/xgboost';
import type { ScoreKind } from './objective';
import { shownName, type Metrics } from './score-metrics';

const CALIBRATION_BINS = 10;

/** The report page of a training run of trees. */
export function treeReport(run: {
  readonly model: string;
  readonly version: string;
  readonly createdAt: Date;
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
  readonly kind: ScoreKind;
  readonly metrics: Metrics;
  readonly evaluations: readonly RoundReport[];
  readonly bestIteration: number;
  /** Labels and scores of the validation part. */
  readonly labels: Float32Array;
  readonly scores: Float32Array;
  readonly importance: readonly FeatureImportance[];
}): string {
  const { kind, labels, scores } = run;
  const roc = kind === 'value' ? null : rocCurve(labels, scores);
  const aucOfRoc = run.metrics['auc'];
  return trainingReport({
    model: run.model,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: run.facts,
    metrics: Object.entries(run.metrics).map(([name, validation]) => ({ name: shownName(name), validation })),
    curves: learningCurves(run.evaluations, run.bestIteration),
    importance: run.importance,
    ...(roc && { roc: { ...roc, ...(typeof aucOfRoc === 'number' && { auc: aucOfRoc }) } }),
    ...(kind === 'probability' && {
      calibration: calibrationTable(labels, scores, CALIBRATION_BINS),
      scores: scoreHistogram(labels, scores),
    }),
  });
}

function learningCurves(evaluations: readonly RoundReport[], bestIteration: number): LearningCurves[] {
  const metrics = [...(evaluations.at(-1)?.validation.keys() ?? [])];
  return metrics.map(metric => ({
    metric,
    step: 'boosting round',
    series: (['train', 'validation'] as const).map(part => ({
      name: part === 'train' ? 'training' : part,
      values: evaluations.map(report => report[part].get(metric) ?? NaN),
    })),
    best: { step: bestIteration + 1, series: 'validation' },
  }));
}
