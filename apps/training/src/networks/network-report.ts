import {
  calibrationTable,
  rocCurve,
  scoreHistogram,
  trainingReport,
  type LearningCurves,
} from '@reckit/evaluation';
import type { FitResult } from '@reckit/nn';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import type { FittedNetwork } from './fit-network';
import type { NetworkFlags } from './flags';
import type { NetworkModel } from './network-model';
import { shownMetric, type Metrics } from './task-metrics';

const CALIBRATION_BINS = 10;

/** The report page of a training run of a network. */
export function networkReport(
  run: TrainingRun<NetworkFlags>,
  { model, data, outputs }: NetworkModel,
  { fitted, actual, predicted }: FittedNetwork,
  metrics: Metrics,
  training: TrainedModel['training'],
): string {
  // The curves are those of the first yes or no.
  const binary = outputs.find(({ task }) => task.kind === 'binary')?.task;
  const labels = binary && actual.get(binary.label);
  const scores = binary && predicted.get(binary.name);
  const roc = labels && scores ? rocCurve(labels, scores) : null;
  return trainingReport({
    model: model.name,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: [
      { name: 'Data', value: run.dataPath },
      { name: 'Rows trained on', value: data.split.train.length },
      { name: 'Rows validated on', value: data.split.validation.length },
      { name: 'Features', value: data.spec.features.map(({ name }) => name).join(', ') },
      ...Object.entries(training).map(([name, value]) => ({ name: factName(name), value: factValue(value) })),
      { name: 'Seed', value: String(run.flags.seed) },
    ],
    metrics: Object.entries(metrics).map(([name, validation]) => ({ name: shownMetric(name), validation })),
    curves: [lossCurves(fitted)],
    ...(roc && { roc }),
    ...(labels &&
      scores && {
        calibration: calibrationTable(labels, scores, CALIBRATION_BINS),
        scores: scoreHistogram(labels, scores),
      }),
  });
}

function factName(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

function factValue(value: unknown): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (value === null) return 'none';
  return JSON.stringify(value).replace(/[{}"]/g, '').replaceAll(',', ', ').replaceAll(':', ' ');
}

function lossCurves({ history, best }: FitResult): LearningCurves {
  return {
    metric: 'loss',
    step: 'epoch',
    series: [
      { name: 'training', values: history.map(({ loss }) => loss) },
      { name: 'validation', values: history.map(({ metrics }) => metrics['loss'] ?? NaN) },
    ],
    best: { step: best?.bestEpoch ?? history.length, series: 'validation' },
  };
}
