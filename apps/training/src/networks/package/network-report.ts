import { trainingReport, type Findings } from '@reckit/evaluation';
import { encodedColumns } from '@reckit/features';
import { describeCalibrations } from '../../calibration/describe-calibration';
import { amountFindings, probabilityFindings } from '../../report/findings';
import { describeNegatives } from '../../negatives/describe-negatives';
import { seedsInReport } from '../../repeat/describe-seeds';
import { reportedMetrics, type Metrics } from '../../report/shown-metrics';
import { initialFacts } from '../../run/init/initial-version';
import { describeParts, measuredRows } from '../../run/split/describe-split';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import { inspectionInReport } from '../../validation/inspection-in-report';
import type { FittedNetwork } from '../fit/fit-network';
import type { NetworkFlags } from '../settings/flags';
import type { TaskReport } from '../tasks/metrics-by-task';
import type { NetworkModel } from '../network-model';
import { courseCurves } from './course-curves';
import { describeWeightsOf } from '../tasks/task-weights';
import { settingFacts } from '../settings/setting-facts';

/** What was measured of a training, and by which settings. */
export interface MeasuredTraining {
  readonly byTask: readonly TaskReport[];
  readonly metrics: Metrics;
  readonly training: TrainedModel['training'];
}

/** The report page of a training run of a network. */
export function networkReport(
  run: TrainingRun<NetworkFlags>,
  { model, data, outputs, negatives }: NetworkModel,
  fittedNetwork: FittedNetwork,
  { byTask, metrics, training }: MeasuredTraining,
): string {
  const findings = byTask.map(({ task, metrics }) => ({
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
      ...(negatives ? [{ name: 'Negatives', value: describeNegatives(negatives) }] : []),
      ...describeWeightsOf(outputs).map(value => ({ name: 'Weights', value })),
      {
        name: 'Features',
        value: encodedColumns(data.spec)
          .map(({ feature }) => feature.name)
          .join(', '),
      },
      ...settingFacts(training),
      ...describeCalibrations(fittedNetwork.calibrations, outputs.length).map(value => ({
        name: 'Calibrated',
        value,
      })),
      { name: 'Seed', value: String(run.flags.seed) },
    ],
    ...inspectionInReport(data.inspection),
    curves: courseCurves(fittedNetwork.fitted, fittedNetwork.stopsBy.name),
    permutation: fittedNetwork.importance,
    ...seedsInReport(run, metrics),
    ...(findings.length === 1 ? { ...findings[0], name: undefined } : { tasks: findings }),
  });
}

function findingsOf(
  task: TaskReport['task'],
  { actual, predicted, measuredWeights, calibrations }: FittedNetwork,
): Findings {
  const [is, should] = [predicted.get(task.name), actual.get(task.label)];
  if (!is || !should) return {};
  const weights = task.weight_col === undefined ? undefined : measuredWeights.get(task.weight_col);
  return task.kind === 'binary'
    ? probabilityFindings(should, is, weights, calibrations.get(task.name)?.answers)
    : amountFindings(should, is, weights);
}
