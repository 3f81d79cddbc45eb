import {
  calibrationTable,
  rocCurve,
  scoreHistogram,
  trainingReport,
  type LearningCurves,
} from '@reckit/evaluation';
import { shownMetric, type Metrics } from './task-metrics';

const CALIBRATION_BINS = 10;

/** What was measured after an epoch. */
export interface EpochReport {
  /** Mean loss of the steps of the epoch, dropout included. */
  readonly trainLoss: number;
  readonly validationLoss: number;
}

/** The report page of a training run of a network. */
export function networkReport(run: {
  readonly model: string;
  readonly version: string;
  readonly createdAt: Date;
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
  readonly metrics: Metrics;
  readonly epochs: readonly EpochReport[];
  /** From 1. */
  readonly bestEpoch: number;
  /** Labels and probabilities of the validation part, of the first task that has them. */
  readonly binary: { readonly labels: Float32Array; readonly scores: Float32Array } | null;
}): string {
  const { binary } = run;
  const roc = binary && rocCurve(binary.labels, binary.scores);
  return trainingReport({
    model: run.model,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: run.facts,
    metrics: Object.entries(run.metrics).map(([name, validation]) => ({
      name: shownMetric(name),
      validation,
    })),
    curves: [lossCurves(run.epochs, run.bestEpoch)],
    ...(roc && { roc }),
    ...(binary && {
      calibration: calibrationTable(binary.labels, binary.scores, CALIBRATION_BINS),
      scores: scoreHistogram(binary.labels, binary.scores),
    }),
  });
}

function lossCurves(epochs: readonly EpochReport[], bestEpoch: number): LearningCurves {
  return {
    metric: 'loss',
    step: 'epoch',
    series: [
      { name: 'training', values: epochs.map(({ trainLoss }) => trainLoss) },
      { name: 'validation', values: epochs.map(({ validationLoss }) => validationLoss) },
    ],
    best: { step: bestEpoch, series: 'validation' },
  };
}
