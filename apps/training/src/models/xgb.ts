import { soleSignature } from '@reckit/artifacts';
import { fingerprint, writeSampleData } from '@reckit/data';
import { categoryRows, formatFeatureMeta, formatFeatureScaler, ruleAsWritten } from '@reckit/features';
import { forestToOnnx, readXgboostModel } from '@reckit/onnx';
import {
  defaultsBeside,
  trainXgboost,
  xgboostLibrary,
  type Booster,
  type DMatrix,
  type MetricValues,
} from '@reckit/xgboost';
import { describedFeatures } from '../run/data/described-features';
import { readTreeFeatures } from '../run/data/read-features';
import type { TrainedModel, TrainingModel, TrainingRun } from '../run/training-model';
import { collectGarbage } from '../trees/collect-garbage';
import { addTreeFlags, oneOutputObjective, parametersOf, type TreeFlags } from '../trees/flags';
import { scoreKindOf } from '../trees/objective';
import { percent } from '../report/percent';
import { describeMetrics } from '../report/shown-metrics';
import { scoreMetrics } from '../trees/score-metrics';
import { loadTreeData, toDMatrix, VALIDATION_SHARE, type TreeData } from '../trees/tree-data';
import { treeReport } from '../trees/tree-report';

/** ONNX Runtime adds the leaves in another order than libxgboost, which moves the last bits of a float32. */
const CHECK_TOLERANCE = { relative: 1e-5, absolute: 1e-6 };

/** Gradient boosted trees. */
export const xgb: TrainingModel<TreeFlags> = {
  name: 'xgb',
  description: 'XGBoost: gradient boosted trees, one score a row',
  kind: 'xgboost',
  defaultDataPath: 'data/train_data.csv',
  defaultFeatures: 'the seven ranking features',
  writeSampleData: file => writeSampleData('ranking', file),
  addFlags: addTreeFlags,
  train,
};

/** Data whose parts are in the library. */
type LoadedData = Omit<TreeData, 'train' | 'validation'> &
  Readonly<Record<'train' | 'validation', { readonly matrix: DMatrix; readonly labels: Float32Array }>>;

async function train(run: TrainingRun<TreeFlags>): Promise<TrainedModel> {
  const { flags, console, dataPath } = run;
  const begin = performance.now();
  const objective = oneOutputObjective(flags);
  const kind = scoreKindOf(objective);
  const features = await readTreeFeatures(flags.features);
  // Before the data, which may take long to read.
  const library = `libxgboost ${xgboostLibrary().version.join('.')}`;
  const data = await loadMatrices(dataPath, features, {
    kind,
    normalize: flags.normalize ?? false,
    seed: flags.seed,
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
  });
  // What the library has copied, before the trees take memory of their own.
  collectGarbage();
  console.fact('Data', describeData(dataPath, data));
  const categories = describeCategories(data);
  if (categories !== '') console.fact('Categories', categories);
  console.fact(
    'Split',
    `${count(data.train.labels.length)} rows to train on, ${count(data.validation.labels.length)} to validate (seed ${flags.seed})`,
  );

  const parameters = parametersOf(flags, data.rowCount * data.spec.features.length);
  const { matrix: trainPart } = data.train;
  const { matrix: validationPart } = data.validation;
  const progress = console.progress(flags.rounds, 'round');
  const { booster, bestIteration, evaluations, stoppedEarly } = await trainXgboost({
    train: trainPart,
    validation: validationPart,
    parameters,
    rounds: flags.rounds,
    ...(flags.earlyStopping > 0 && { earlyStoppingRounds: flags.earlyStopping }),
    onRound: ({ round, train, validation }) =>
      progress.step(round + 1, `train ${showMetrics(train)}  validation ${showMetrics(validation)}`),
    onWarning: warning => console.warn(warning),
  }).finally(() => progress.end());
  const rounds = { from: 0, to: bestIteration + 1 };
  console.fact(
    'Best round',
    `${rounds.to} of ${evaluations.length}${stoppedEarly ? `, stopped after ${flags.earlyStopping} without a better one` : ''}`,
  );

  const scores = booster.predict(validationPart, { rounds: { begin: rounds.from, end: rounds.to } });
  const { labels } = data.validation;
  const metrics = scoreMetrics(kind, labels, scores);
  console.fact('Validation', describeMetrics(metrics));
  const model = booster.save('json');
  // Sets of many thousand categories take a fraction of the time and memory to read back that they would as text.
  const forest = readXgboostModel(booster.save('ubj'));
  const importance = importanceOf(booster, data);
  for (const native of [booster, trainPart, validationPart]) native.close();

  const createdAt = run.createdAt.toISOString();
  const scaler = formatFeatureScaler(data.spec);
  const training = {
    parameters: { ...defaultsBeside(parameters), ...parameters },
    rounds_requested: flags.rounds,
    rounds_trained: evaluations.length,
    best_iteration: bestIteration,
    early_stopping: flags.earlyStopping,
    normalized: flags.normalize ?? false,
    validation_share: VALIDATION_SHARE,
    library,
    seconds: Math.round(performance.now() - begin) / 1000,
    feature_importance: importance,
  };
  return {
    files: {
      'model.onnx': forestToOnnx(forest, { rounds, missing: missingOf(data) }),
      'xgb_model.json': model,
      'feature_meta.json': formatFeatureMeta({
        spec: data.spec,
        seen: data.seen,
        labelColumn: features.label,
        modelVersion: run.version,
        modelType: xgb.kind,
        createdAt,
      }),
      ...(scaler !== null && { 'feature_scaler.json': scaler }),
      'report.html': treeReport({
        model: xgb.name,
        version: run.version,
        createdAt: run.createdAt,
        facts: factsOf(run, data, training),
        kind,
        metrics,
        evaluations,
        bestIteration,
        labels,
        scores,
        importance,
      }),
    },
    features: describedFeatures(data.spec),
    category_form: data.spec.categoryForm,
    training,
    data: {
      path: dataPath,
      ...(await fingerprint(dataPath)),
      rows: data.rowCount,
      label: features.label,
      ...(features.positive && { positive: ruleAsWritten(features.positive) }),
      positives: data.positives,
      missing_values: data.missingCount,
      training_rows: data.train.labels.length,
      validation_rows: labels.length,
    },
    seeds: { split: flags.seed, training: Number(parameters['seed']) },
    metrics,
    signatures: [
      soleSignature(xgb.name, [{ name: 'predictions', role: 'score' }], {
        rows: data.checkRows,
        outputs: { predictions: [...scores.subarray(0, data.checkRows.length)] },
        tolerance: CHECK_TOLERANCE,
      }),
    ],
  };
}

/** Hands both parts to the library, which copies them; their matrices end with this function. */
async function loadMatrices(...args: Parameters<typeof loadTreeData>): Promise<LoadedData> {
  const { train, validation, ...data } = await loadTreeData(...args);
  // The raw columns, before the library's copies lie beside them.
  collectGarbage();
  return {
    ...data,
    train: { matrix: toDMatrix(train, data.spec), labels: train.labels },
    validation: { matrix: toDMatrix(validation, data.spec), labels: validation.labels },
  };
}

/** A number may be left to the trees where it is missing, and a category is where it is not known. */
function missingOf({ spec }: LoadedData): 'by-default-direction' | 'never' {
  return spec.features.some(feature => feature.kind !== 'numeric' || feature.default === 'missing')
    ? 'by-default-direction'
    : 'never';
}

function importanceOf(
  booster: Booster,
  { spec }: LoadedData,
): { name: string; gain: number; weight: number; cover: number }[] {
  const [gain, weight, cover] = (['gain', 'weight', 'cover'] as const).map(kind =>
    booster.featureScores(kind),
  );
  return spec.features.map(({ name }) => ({
    name,
    gain: gain.get(name) ?? 0,
    weight: weight.get(name) ?? 0,
    cover: cover.get(name) ?? 0,
  }));
}

function factsOf(
  { flags, dataPath }: TrainingRun<TreeFlags>,
  data: LoadedData,
  training: {
    readonly parameters: object;
    readonly library: string;
    readonly seconds: number;
    readonly rounds_trained: number;
  },
): { name: string; value: string | number }[] {
  return [
    { name: 'Data', value: describeData(dataPath, data) },
    { name: 'Rows trained on', value: data.train.labels.length },
    { name: 'Rows validated on', value: data.validation.labels.length },
    { name: 'Features', value: data.spec.features.map(feature => feature.name).join(', ') },
    ...(describeCategories(data) === '' ? [] : [{ name: 'Categories', value: describeCategories(data) }]),
    { name: 'Normalised', value: flags.normalize ? 'yes' : 'no' },
    { name: 'Rounds trained', value: training.rounds_trained },
    {
      name: 'Parameters',
      value: Object.entries(training.parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    },
    { name: 'Seed', value: String(flags.seed) },
    { name: 'Library', value: training.library },
    { name: 'Seconds', value: training.seconds },
  ];
}

function describeData(file: string, { rowCount, positives, missingCount }: LoadedData): string {
  const parts = [file, `${count(rowCount)} rows`];
  if (positives !== null) parts.push(`${percent(positives / rowCount)} positive`);
  if (missingCount > 0) parts.push(`${count(missingCount)} missing values`);
  return parts.join(', ');
}

/** The values of each category that the trees can tell apart. */
function describeCategories({ spec }: LoadedData): string {
  return spec.features
    .flatMap(({ name, ...feature }) => {
      if (feature.kind === 'numeric' || feature.kind === 'sequence') return [];
      const { coding } = feature;
      const size =
        coding.kind === 'hash'
          ? `${count(coding.buckets)} buckets`
          : `${count(categoryRows(coding) - 1)} values`;
      return [`${name} ${size}`];
    })
    .join(', ');
}

function showMetrics(values: MetricValues): string {
  return [...values].map(([name, value]) => `${name} ${value.toFixed(5)}`).join(' ');
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
