import { soleSignature } from '@reckit/artifacts';
import { describeSource } from '@reckit/training-data';
import { calibrationEntry, describeCalibrations } from '../calibration/describe-calibration';
import { describeNegatives, negativesEntry } from '../negatives/describe-negatives';
import { seedsEntry } from '../repeat/describe-seeds';
import { importanceEntries } from '../importance/importance-entries';
import { percent } from '../report/percent';
import { describedFeatures } from '../run/data/described-features';
import { initFingerprint } from '../run/init/initial-version';
import { describeHeldOut, describeParts, measuredName, validationShare } from '../run/split/describe-split';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import { fitNetwork, type FittedNetwork } from './fit/fit-network';
import { runFit } from './fit/run-fit';
import { LOSS, stoppingMetric } from './fit/stopping-metric';
import { assertSameArchitecture } from './init/same-architecture';
import type { RankingFlags } from './settings/flags';
import { checksOf, networkFiles } from './package/network-files';
import { describeWeightsOf, weightsByOutput } from './tasks/task-weights';
import { weightedLoss } from './tasks/task-losses';
import { flatMetrics, metricsByTask, type TaskReport } from './tasks/metrics-by-task';
import type { NetworkModel } from './network-model';
import { networkReport } from './package/network-report';
import { predictedBy } from './package/predicted-by';
import { EncodedRows } from './data/encoded-rows';
import { assertNetworkFits } from './data/network-memory';
import type { TabularData } from './data/tabular-data';
import { describeMetrics } from '../report/shown-metrics';
import { describeEngine, runEntries } from './settings/run-entries';
import { fingerprintOf, trainingSettings, type TrainingSettings } from './settings/training-settings';

/** Trains a network on a table: the run from the prepared data to the files of the package. */
export async function trainNetwork(
  run: TrainingRun<RankingFlags>,
  model: NetworkModel,
): Promise<TrainedModel> {
  const { flags } = run;
  const begin = performance.now();
  const settings = trainingSettings(flags, model.data.split.train.length, model.decaysEmbeddings);
  const stopsBy = stoppingMetric(
    flags,
    model.outputs.map(({ task }) => task),
  );
  assertFitsInMemory(run, model, settings);
  if (model.initial) {
    const { architecture, data } = model;
    assertSameArchitecture(model.initial, { architecture, data: { targets: [...data.targets.keys()] } });
  }
  const source = await describeSource(run.data);
  sayWhatIsTrained(run, model, settings);
  const identity = {
    ...fingerprintOf(flags, settings, model.data, source.sha256, model.architecture),
    ...initFingerprint(run.initial),
  };
  const { result: fitted, forget } = await runFit(
    run,
    {
      model: model.model.name,
      identity,
      metrics: stopsBy.measured ? [LOSS, stopsBy.name] : [LOSS],
    },
    options =>
      fitNetwork(model, {
        engine: flags.engine,
        settings,
        epochs: flags.epochs,
        seed: flags.seed,
        patience: flags.earlyStopping === 0 ? null : flags.earlyStopping,
        stopsBy,
        evaluateEvery: flags.evalEvery,
        calibrate: flags.calibrate,
        labelSmoothing: flags.labelSmoothing,
        ...options,
      }),
  );
  describeCalibrations(fitted.calibrations, model.outputs.length).forEach(text =>
    run.console.fact('Calibrated', text),
  );
  const byTask = metricsByTask(model, fitted);
  sayMetrics(run, measuredName(model.data.heldOut.plan), byTask);
  // Of several tasks nothing else says how well all of them are learnt.
  const metrics = {
    ...flatMetrics(byTask),
    ...(byTask.length > 1 && fitted.fitted.best && { [LOSS]: lossOf(model, fitted) }),
  };
  const weights = weightsByOutput(model.outputs);

  const checks = await checksOf(model, fitted);
  const outputs = model.outputs.map(({ task }) => ({
    name: task.name,
    role: model.role,
    predicts: predictedBy(task),
  }));
  const training = describeTraining(run, model, settings, fitted, performance.now() - begin);
  const trained: TrainedModel = {
    files: {
      ...networkFiles(model, fitted, {
        labelColumn: model.label,
        modelVersion: run.version,
        modelType: model.model.kind,
        createdAt: run.createdAt.toISOString(),
      }),
      'report.html': networkReport(run, model, fitted, { byTask, metrics, training }),
    },
    features: describedFeatures(model.data.spec),
    category_form: model.data.spec.categoryForm,
    training: {
      ...training,
      ...calibrationEntry(fitted.calibrations),
      ...seedsEntry(run, metrics),
      permutation_importance: importanceEntries(fitted.importance),
    },
    data: {
      ...source,
      ...describeRows(model.data),
      ...negativesEntry(model.negatives),
      ...(weights && { weights }),
      ...(flags.userCol !== undefined && { user_column: flags.userCol }),
      split: await describeHeldOut(model.data.heldOut, run.data, source),
    },
    seeds: { split: flags.seed, training: flags.seed },
    metrics,
    inspection: model.data.inspection,
    signatures: [soleSignature(model.model.name, outputs, checks)],
  };
  await forget();
  return trained;
}

/** The loss over all tasks of what is answered on the measured rows. */
function lossOf({ outputs }: NetworkModel, { actual, predicted, measuredWeights }: FittedNetwork): number {
  return weightedLoss(outputs, actual, predicted, measuredWeights);
}

function assertFitsInMemory(
  { memory, data: { shown } }: TrainingRun<RankingFlags>,
  { data: { layout, encoded, split }, network, tableDim }: NetworkModel,
  { tableOptimizer }: TrainingSettings,
): void {
  assertNetworkFits(
    memory.budget,
    {
      weights: network.parameters.size,
      table: { rows: layout.tableRows, dim: tableDim, optimizer: tableOptimizer },
      keepsBest: split.validation.length > 0,
      rowBytes: encoded instanceof EncodedRows ? encoded.memoryBytes : encoded.byteLength,
    },
    shown,
  );
}

function sayMetrics(
  { console }: TrainingRun<RankingFlags>,
  measured: string,
  reports: readonly TaskReport[],
): void {
  reports.forEach(({ task: { name }, metrics }, i) => {
    const described = describeMetrics(metrics);
    console.fact(i === 0 ? measured : '', reports.length === 1 ? described : `${name}: ${described}`);
  });
}

function sayWhatIsTrained(
  { flags, console, data: { shown }, together }: TrainingRun<RankingFlags>,
  { data, network, outputs, negatives }: NetworkModel,
  settings: TrainingSettings,
): void {
  const missing = data.missingCount > 0 ? `, ${count(data.missingCount)} missing values` : '';
  const shares = outputs.flatMap(({ task: { kind, label, name } }) => {
    const share = kind === 'binary' ? shareOfPositives(data.targets.get(label)) : null;
    return share === null ? [] : [`${share} positive${outputs.length > 1 ? ` (${name})` : ''}`];
  });
  console.fact('Data', `${[shown, `${count(data.rowCount)} rows`, ...shares].join(', ')}${missing}`);
  console.fact(
    'Split',
    describeParts(data.heldOut.plan, data.split.train.length, data.split.validation.length),
  );
  if (negatives) console.fact('Negatives', describeNegatives(negatives));
  describeWeightsOf(outputs).forEach(text => console.fact('Weights', text));
  if (data.encoded instanceof EncodedRows) {
    const { blockRows, blocks } = data.encoded.windows;
    console.fact('Memory', `the rows are on disk, and ${count(blocks * blockRows)} at a time are shuffled`);
  }
  const embeddings = data.layout.tableRows > 0 ? `, ${count(data.layout.tableRows)} embeddings` : '';
  console.fact('Network', `${count(network.parameters.size)} weights${embeddings}`);
  console.fact('Engine', describeEngine(flags, settings, together));
}

function shareOfPositives(labels: Float32Array | undefined): string | null {
  if (labels === undefined) return null;
  return percent(labels.reduce((sum, label) => sum + label, 0) / labels.length);
}

function describeTraining(
  { flags, together }: TrainingRun<RankingFlags>,
  { architecture, network, data }: NetworkModel,
  settings: TrainingSettings,
  { fitted, engineName }: FittedNetwork,
  milliseconds: number,
): TrainedModel['training'] {
  const embeddings = data.layout.tableRows;
  return {
    ...runEntries(flags, settings, {
      ...{ network, architecture, embeddings, engineName, fitted },
      processes: together?.worldSize ?? 1,
    }),
    ...(flags.labelSmoothing > 0 && { label_smoothing: flags.labelSmoothing }),
    ...validationShare(data.heldOut.plan),
    seconds: Math.round(milliseconds) / 1000,
  };
}

function describeRows({ rowCount, targets, missingCount, split }: TabularData): TrainedModel['data'] {
  return {
    rows: rowCount,
    targets: [...targets.keys()],
    missing_values: missingCount,
    training_rows: split.train.length,
    validation_rows: split.validation.length,
  };
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
