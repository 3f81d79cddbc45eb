import { soleSignature } from '@reckit/artifacts';
import {
  formatFeatureMeta,
  formatFeatureScaler,
  ruleAsWritten,
  type FeatureFile,
  type TreeFeature,
} from '@reckit/features';
import { forestToOnnx, readXgboostModel } from '@reckit/onnx';
import { defaultsBeside, xgboostLibrary } from '@reckit/xgboost';
import { describeMetrics } from '../report/shown-metrics';
import { describedFeatures } from '../run/data/described-features';
import { describeSource } from '../run/source/describe-source';
import type { ReadingRun, TrainedModel, TrainingModel, TrainingRun } from '../run/training-model';
import type { Inspection } from '../validation/inspection';
import { loadMatrices, type LoadedData } from './data/load-matrices';
import { loadTreeData, VALIDATION_SHARE, type TreeDataOptions } from './data/tree-data';
import { factsOfTrees, sayWhatIsRead } from './describe-trees';
import { fitTrees, type FittedTrees } from './fit/fit-trees';
import { scoreMetrics } from './fit/score-metrics';
import { treeReport } from './package/tree-report';
import { oneOutputObjective, type TreeFlags } from './settings/flags';
import { scoreKindOf } from './settings/objective';

/** ONNX Runtime adds the leaves in another order than libxgboost, which moves the last bits of a float32. */
const CHECK_TOLERANCE = { relative: 1e-5, absolute: 1e-6 };

/** Trains trees on a table: the run from the data file to the files of the package. */
export async function trainTrees(
  run: TrainingRun<TreeFlags>,
  model: Pick<TrainingModel<never>, 'name' | 'kind'>,
  features: FeatureFile<TreeFeature>,
): Promise<TrainedModel> {
  const { flags } = run;
  const begin = performance.now();
  const options = readingOf(run);
  const { kind } = options;
  // Before the data, which may take long to read.
  const library = `libxgboost ${xgboostLibrary().version.join('.')}`;
  const data = await loadMatrices(run.data.path, features, options);
  sayWhatIsRead(run, data);
  const fitted = await fitTrees(run, data);
  const { labels } = data.validation;
  const metrics = scoreMetrics(kind, labels, fitted.scores);
  run.console.fact('Validation', describeMetrics(metrics));

  const training = {
    ...describeFit(flags, fitted),
    library,
    seconds: Math.round(performance.now() - begin) / 1000,
    feature_importance: fitted.importance,
  };
  return {
    files: {
      ...treeFiles(run, model, features.label, data, fitted),
      'report.html': treeReport({
        ...fitted,
        model: model.name,
        version: run.version,
        createdAt: run.createdAt,
        facts: factsOfTrees(run, data, training),
        kind,
        metrics,
        labels,
        inspection: data.inspection,
      }),
    },
    features: describedFeatures(data.spec),
    category_form: data.spec.categoryForm,
    training,
    data: {
      ...(await describeSource(run.data)),
      rows: data.rowCount,
      label: features.label,
      ...(features.positive && { positive: ruleAsWritten(features.positive) }),
      positives: data.positives,
      missing_values: data.missingCount,
      training_rows: data.train.labels.length,
      validation_rows: labels.length,
    },
    seeds: { split: flags.seed, training: Number(fitted.parameters['seed']) },
    metrics,
    inspection: data.inspection,
    signatures: [
      soleSignature(model.name, [{ name: 'predictions', role: 'score' }], {
        rows: data.checkRows,
        outputs: { predictions: [...fitted.scores.subarray(0, data.checkRows.length)] },
        tolerance: CHECK_TOLERANCE,
      }),
    ],
  };
}

/** Reads the data of trees and looks at them, and trains nothing. */
export async function examineTrees(
  run: ReadingRun<TreeFlags>,
  features: FeatureFile<TreeFeature>,
): Promise<Inspection> {
  return (await loadTreeData(run.data.path, features, readingOf(run))).inspection;
}

function readingOf({ flags, data, inspect }: ReadingRun<TreeFlags>): TreeDataOptions {
  return {
    kind: scoreKindOf(oneOutputObjective(flags)),
    normalize: flags.normalize ?? false,
    seed: flags.seed,
    reading: data.options,
    inspect,
  };
}

function describeFit(flags: TreeFlags, { parameters, evaluations, bestIteration }: FittedTrees) {
  return {
    parameters: { ...defaultsBeside(parameters), ...parameters },
    rounds_requested: flags.rounds,
    rounds_trained: evaluations.length,
    best_iteration: bestIteration,
    early_stopping: flags.earlyStopping,
    normalized: flags.normalize ?? false,
    validation_share: VALIDATION_SHARE,
  };
}

/** What is served, and what other tools read of it. */
function treeFiles(
  { version, createdAt }: TrainingRun<TreeFlags>,
  { kind }: Pick<TrainingModel<never>, 'kind'>,
  labelColumn: string,
  data: LoadedData,
  { json, ubj, rounds }: FittedTrees,
): TrainedModel['files'] {
  const { spec, seen } = data;
  const scaler = formatFeatureScaler(spec);
  return {
    'model.onnx': forestToOnnx(readXgboostModel(ubj), { rounds, missing: missingOf(data) }),
    'xgb_model.json': json,
    'feature_meta.json': formatFeatureMeta({
      spec,
      seen,
      labelColumn,
      modelVersion: version,
      modelType: kind,
      createdAt: createdAt.toISOString(),
    }),
    ...(scaler !== null && { 'feature_scaler.json': scaler }),
  };
}

/** A number may be left to the trees where it is missing, and a category is where it is not known. */
function missingOf({ spec }: LoadedData): 'by-default-direction' | 'never' {
  return spec.features.some(feature => feature.kind !== 'numeric' || feature.default === 'missing')
    ? 'by-default-direction'
    : 'never';
}
