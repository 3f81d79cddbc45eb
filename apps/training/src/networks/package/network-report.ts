import { trainingReport, type Findings, type LearningCurves } from '@reckit/evaluation';
import type { FitResult } from '@reckit/nn';
import { amountFindings, probabilityFindings } from '../../report/findings';
import { reportedMetrics } from '../../report/shown-metrics';
import { initialFacts } from '../../run/init/initial-version';
import { describeParts, measuredRows } from '../../run/split/describe-split';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import { inspectionInReport } from '../../validation/inspection-in-report';
import type { FittedNetwork } from '../fit/fit-network';
import type { NetworkFlags } from '../settings/flags';
import type { TaskReport } from '../tasks/metrics-by-task';
import type { NetworkModel } from '../network-model';
import { describeWeightsOf } from '../tasks/task-weights';
import { settingFacts } from '../settings/setting-facts';

/** The report page of a training run of a network. */
export function networkReport(
  run: TrainingRun<NetworkFlags>,
  { model, data, outputs }: NetworkModel,
  fittedNetwork: FittedNetwork,
  tasks: readonly TaskReport[],
  training: TrainedModel['training'],
): string {
  const findings = tasks.map(({ task, metrics }) => ({
    name: `${task.name}: ${task.kind === 'binary' ? 'yes or no' : 'amount'} in column ${task.label}`,
    metrics: reportedMetrics(metrics, measuredRows(data.heldOut.plan)),
    ...findingsOf(task, fittedNetwork),
  }));
  return trainingReport({
    model: model.name,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: [
      { name: 'Data', value: run.data.shown },
      ...initialFacts(run.initial),
      { name: 'Rows trained on', value: data.split.train.length },
      { name: 'Rows validated on', value: data.split.validation.length },
      {
        name: 'Split',
        value: describeParts(data.heldOut.plan, data.split.train.length, data.split.validation.length),
      },
      ...describeWeightsOf(outputs).map(value => ({ name: 'Weights', value })),
      { name: 'Features', value: data.spec.features.map(({ name }) => name).join(', ') },
      ...settingFacts(training),
      { name: 'Seed', value: String(run.flags.seed) },
    ],
    ...inspectionInReport(data.inspection),
    curves: [lossCurves(fittedNetwork.fitted)],
    permutation: fittedNetwork.importance,
    ...(findings.length === 1 ? { ...findings[0], name: undefined } : { tasks: findings }),
  });
}

function findingsOf(
  task: TaskReport['task'],
  { actual, predicted, measuredWeights }: FittedNetwork,
): Findings {
  const [is, should] = [predicted.get(task.name), actual.get(task.label)];
  if (!is || !should) return {};
  const weights = task.weight_col === undefined ? undefined : measuredWeights.get(task.weight_col);
  return (task.kind === 'binary' ? probabilityFindings : amountFindings)(should, is, weights);
}

function lossCurves({ history, best }: FitResult): LearningCurves {
  return {
    metric: 'loss',
    step: 'epoch',
    series: [
      { name: 'training', values: history.map(({ loss }) => loss) },
      ...(best ? [{ name: 'validation', values: history.map(({ metrics }) => metrics['loss'] ?? NaN) }] : []),
    ],
    ...(best && { best: { step: best.bestEpoch, series: 'validation' } }),
  };
}
