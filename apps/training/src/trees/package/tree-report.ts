import {
  trainingReport,
  type FeatureImportance,
  type Findings,
  type LearningCurves,
  type PermutationImportance,
  type TrainingReport,
} from '@reckit/evaluation';
import type { RoundReport } from '@reckit/xgboost';
import type { FittedCalibration } from '../../calibration/fit-calibration';
import { amountFindings, probabilityFindings, rankingFindings } from '../../report/findings';
import { reportedMetrics, type Metrics } from '../../report/shown-metrics';
import type { Inspection } from '../../validation/inspection';
import { inspectionInReport } from '../../validation/inspection-in-report';
import type { ScoreKind } from '../settings/objective';

/** The report page of a training run of trees. */
export function treeReport(run: {
  readonly model: string;
  readonly version: string;
  readonly createdAt: Date;
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
  readonly kind: ScoreKind;
  readonly metrics: Metrics;
  /** The rows that they were measured on. */
  readonly measured: 'validation' | 'training';
  readonly evaluations: readonly RoundReport[];
  readonly bestIteration: number;
  /** Labels and scores of the rows that the model is measured on. */
  readonly labels: Float32Array;
  readonly scores: Float32Array;
  /** Null where the scores stay as they are. */
  readonly calibration: FittedCalibration | null;
  /** Those of these rows, where there are some. */
  readonly weights?: Float32Array;
  readonly importance: readonly FeatureImportance[];
  readonly inspection: Inspection;
  readonly permutation: PermutationImportance;
  readonly seeds: Pick<TrainingReport, 'seeds'>;
}): string {
  return trainingReport({
    model: run.model,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: run.facts,
    metrics: reportedMetrics(run.metrics, run.measured),
    curves: learningCurves(run.evaluations, run.bestIteration),
    importance: run.importance,
    ...inspectionInReport(run.inspection),
    permutation: run.permutation,
    ...run.seeds,
    ...findingsOf(run),
  });
}

function findingsOf({
  kind,
  labels,
  scores,
  weights,
  calibration,
}: Parameters<typeof treeReport>[0]): Findings {
  switch (kind) {
    case 'probability':
      return probabilityFindings(labels, scores, weights, calibration?.answers);
    case 'score':
      return rankingFindings(labels, scores, weights);
    case 'value':
      return amountFindings(labels, scores, weights);
  }
}

function learningCurves(evaluations: readonly RoundReport[], bestIteration: number): LearningCurves[] {
  const last = evaluations.at(-1);
  const parts = (['train', 'validation'] as const).filter(part => (last?.[part].size ?? 0) > 0);
  const metrics = [...(last?.train.keys() ?? [])];
  return metrics.map(metric => ({
    metric: CURVE_NAMES[metric] ?? metric,
    step: 'boosting round',
    series: parts.map(part => ({
      name: part === 'train' ? 'training' : part,
      values: evaluations.map(report => report[part].get(metric) ?? NaN),
    })),
    ...(parts.includes('validation') && { best: { step: bestIteration + 1, series: 'validation' } }),
  }));
}

/** XGBoost's names, as people write them. */
const CURVE_NAMES: Readonly<Record<string, string>> = {
  logloss: 'log loss',
  auc: 'AUC',
  aucpr: 'average precision',
  rmse: 'RMSE',
  mae: 'MAE',
};
