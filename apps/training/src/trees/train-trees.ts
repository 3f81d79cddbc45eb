import { soleSignature, type OutputEntry } from '@reckit/artifacts';
import {
  encodedColumns,
  formatFeatureMeta,
  formatFeatureScaler,
  labelAsWritten,
  ruleAsWritten,
  type FeatureFile,
  type TreeFeature,
} from '@reckit/features';
import { forestToOnnx, readXgboostModel } from '@reckit/onnx';
import { ALONE } from '@reckit/collective';
import { DEFAULT_PARAMETERS, defaultsBeside, xgboostLibrary } from '@reckit/xgboost';
import { describeSource } from '@reckit/training-data';
import { calibrationEntry } from '../calibration/describe-calibration';
import { toleranceBehind } from '../calibration/tolerance-behind';
import { importanceEntries } from '../importance/importance-entries';
import { negativesEntry } from '../negatives/describe-negatives';
import { seedsEntry, seedsInReport } from '../repeat/describe-seeds';
import { describeMetrics } from '../report/shown-metrics';
import { describedFeatures } from '../run/data/described-features';
import { describeHeldOut, measuredName, measuredRows, validationShare } from '../run/split/describe-split';
import { withSplitPlan, type SplitPlan } from '../run/split/split-plan';
import type { ReadingRun, TrainedModel, TrainingModel, TrainingRun } from '../run/training-model';
import type { Inspection } from '../validation/inspection';
import { loadMatrices, type LoadedData } from './data/load-matrices';
import { loadTreeData, type TreeDataOptions } from './data/tree-data';
import { factsOfTrees, sayWhatIsRead } from './describe-trees';
import { fitTrees, type FittedTrees } from './fit/fit-trees';
import { readInitialTrees, type InitialTrees } from './init/initial-trees';
import { scoreMetrics } from './fit/score-metrics';
import { XGBOOST_FILE } from './package/xgboost-file';
import { treeReport } from './package/tree-report';
import { binsOf, oneOutputObjective, type TreeFlags } from './settings/flags';
import { scoreKindOf, type ScoreKind } from './settings/objective';

/** ONNX Runtime adds the leaves in another order than libxgboost, which moves the last bits of a float32. */
const CHECK_TOLERANCE = { relative: 1e-5, absolute: 1e-6 };

/** The name of the scores in the served graph. */
const OUTPUT = 'predictions';

/** Trains trees on a table: the run from the data file to the files of the package. */
export async function trainTrees(
  run: TrainingRun<TreeFlags>,
  model: Pick<TrainingModel<never>, 'name' | 'kind'>,
  features: FeatureFile<TreeFeature>,
): Promise<TrainedModel> {
  return withSplitPlan(run, split => trainOn(run, split, model, features));
}

async function trainOn(
  run: TrainingRun<TreeFlags>,
  split: SplitPlan,
  model: Pick<TrainingModel<never>, 'name' | 'kind'>,
  features: FeatureFile<TreeFeature>,
): Promise<TrainedModel> {
  const { flags } = run;
  const begin = performance.now();
  const options = readingOf(run, split);
  const { kind } = options;
  // Before the data, which may take long to read.
  const library = `libxgboost ${xgboostLibrary().version.join('.')}`;
  const initial = await readInitialTrees(run, features);
  warnOfClassWeights(run);
  const meeting = await run.together?.meet();
  let collective = ALONE;
  const data = await loadMatrices(run.data.path, features, {
    ...options,
    base: initial?.spec,
    ...(flags.negativeShare !== undefined && {
      negatives: { share: flags.negativeShare, seed: flags.seed, baseMargin: baseMarginOf(flags, initial) },
    }),
    ...(meeting && { meeting }),
    join: async () => {
      collective = (await run.together?.join()) ?? ALONE;
    },
  });
  sayWhatIsRead(run, data);
  const fitted = await fitTrees(run, data, initial, meeting ? { meeting, collective } : null);
  const { scores, labels, weights } = fitted.measured;
  const metrics = scoreMetrics(kind, labels, scores, weights);
  run.console.fact(measuredName(split), describeMetrics(metrics));

  const calibrations = new Map(fitted.calibration ? [[OUTPUT, fitted.calibration]] : []);
  const training = {
    ...describeFit(flags, data, fitted),
    library,
    ...(run.together && { processes: run.together.worldSize }),
    seconds: Math.round(performance.now() - begin) / 1000,
    ...calibrationEntry(calibrations),
    ...seedsEntry(run, metrics),
    feature_importance: fitted.importance,
    permutation_importance: importanceEntries(fitted.permutation),
  };
  const source = await describeSource(run.data);
  return {
    files: {
      ...treeFiles(run, model, features.label, data, fitted),
      'report.html': treeReport({
        ...fitted,
        model: model.name,
        version: run.version,
        createdAt: run.createdAt,
        facts: factsOfTrees(run, data, training, fitted.calibration),
        kind,
        metrics,
        measured: measuredRows(split),
        scores,
        labels,
        inspection: data.inspection,
        seeds: seedsInReport(run, metrics),
        ...(weights && { weights }),
      }),
    },
    features: describedFeatures(data.spec),
    category_form: data.spec.categoryForm,
    training,
    data: {
      ...source,
      rows: data.rowCount,
      label: features.label,
      ...(features.positive && { positive: ruleAsWritten(features.positive) }),
      ...(flags.weightCol !== undefined && { weights: { predictions: flags.weightCol } }),
      positives: data.positives,
      ...negativesEntry(data.negatives),
      missing_values: data.missingCount,
      training_rows: data.trainRowCount,
      validation_rows: data.heldOut.rows.length,
      split: await describeHeldOut(data.heldOut, run.data, source),
    },
    seeds: { split: flags.seed, training: Number(fitted.parameters['seed']) },
    metrics,
    inspection: data.inspection,
    signatures: [
      soleSignature(
        model.name,
        [{ name: OUTPUT, role: 'score', predicts: predictedBy(kind, features, flags) }],
        {
          rows: data.checkRows,
          outputs: { [OUTPUT]: [...scores.subarray(0, data.checkRows.length)] },
          tolerance: toleranceBehind(CHECK_TOLERANCE, fitted.calibration ? [fitted.calibration.map] : []),
        },
      ),
    ],
  };
}

/** The margin that trees are grown upon. */
function baseMarginOf(flags: TreeFlags, initial: InitialTrees | null): number {
  if (initial) return readXgboostModel(initial.model).baseMargins[0];
  const score = Number(flags.param['base_score'] ?? DEFAULT_PARAMETERS.base_score);
  return Math.log(score / (1 - score));
}

/** Weights of the classes that the answers do not take back. */
function warnOfClassWeights({ flags, console }: TrainingRun<TreeFlags>): void {
  const weight = flags.param['scale_pos_weight'];
  if (weight === undefined || Number(weight) === 1 || flags.calibrate !== undefined) return;
  console.warn(
    `scale_pos_weight=${weight} moves all probabilities, so that they are no longer how often there is a 1: add --calibrate isotonic, or leave it out, with --negative-share where there are too many rows with label 0.`,
  );
}

/** What the score was learnt from. */
function predictedBy(
  kind: ScoreKind,
  { label: column, positive }: FeatureFile<TreeFeature>,
  { weightCol }: TreeFlags,
): NonNullable<OutputEntry['predicts']> {
  return {
    kind,
    label: labelAsWritten({ column, ...(positive && { positive }) }),
    ...(weightCol !== undefined && { weight_column: weightCol }),
  };
}

/** Reads the data of trees and looks at them, and trains nothing. */
export async function examineTrees(
  run: ReadingRun<TreeFlags>,
  features: FeatureFile<TreeFeature>,
): Promise<Inspection> {
  return withSplitPlan(run, async split => {
    return (await loadTreeData(run.data.path, features, readingOf(run, split))).inspection;
  });
}

function readingOf(
  { flags, data, memory, console, inspect }: ReadingRun<TreeFlags>,
  split: SplitPlan,
): TreeDataOptions {
  return {
    kind: scoreKindOf(oneOutputObjective(flags)),
    normalize: flags.normalize ?? false,
    split,
    memory,
    ...binsOf(flags),
    ...(flags.weightCol !== undefined && { weightColumn: flags.weightCol }),
    reading: data.options,
    warn: text => console.warn(text),
    inspect,
  };
}

function describeFit(
  flags: TreeFlags,
  { heldOut: { plan } }: LoadedData,
  { parameters, roundsRequested, evaluations, bestIteration, roundsBefore }: FittedTrees,
) {
  return {
    parameters: { ...defaultsBeside(parameters), ...parameters },
    ...(roundsBefore > 0 && { rounds_before: roundsBefore }),
    rounds_requested: roundsRequested,
    rounds_trained: evaluations.length,
    best_iteration: roundsBefore + bestIteration,
    early_stopping: plan.rule === 'none' ? 0 : flags.earlyStopping,
    ...(plan.rule !== 'none' && { early_stopping_metric: flags.earlyStoppingMetric }),
    normalized: flags.normalize ?? false,
    ...validationShare(plan),
  };
}

/** What is served, and what other tools read of it. */
function treeFiles(
  { version, createdAt }: TrainingRun<TreeFlags>,
  { kind }: Pick<TrainingModel<never>, 'kind'>,
  labelColumn: string,
  data: LoadedData,
  { json, ubj, rounds, calibration }: FittedTrees,
): TrainedModel['files'] {
  const { spec, seen } = data;
  const scaler = formatFeatureScaler(spec);
  return {
    'model.onnx': forestToOnnx(readXgboostModel(ubj), {
      rounds,
      missing: missingOf(data),
      ...(calibration && { calibration: calibration.map }),
    }),
    [XGBOOST_FILE]: json,
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
  return encodedColumns(spec).some(
    ({ feature }) => feature.kind !== 'numeric' || feature.default === 'missing',
  )
    ? 'by-default-direction'
    : 'never';
}
