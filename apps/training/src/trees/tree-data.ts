import { randomSplit, readMatrix, stratifiedSplit, takeRows, type Split } from '@reckit/data';
import {
  encodeMatrix,
  fitScaling,
  type FeatureFile,
  type FeatureSpec,
  type NumericFeature,
  type NumericSpec,
} from '@reckit/features';
import { DMatrix } from '@reckit/xgboost';
import { countPositives } from '../run/binary-labels';
import { BadTrainingRun } from '../run/errors';
import { rawRows } from '../run/raw-rows';
import type { ScoreKind } from './objective';

export const VALIDATION_SHARE = 0.2;
const CHECK_ROWS = 20;

/** Data ready to be trained on: split, encoded as it will be when served, and not yet in the library. */
export interface TreeData {
  /** With the scaling that was fitted on the training part, if any. */
  readonly spec: NumericSpec;
  readonly rowCount: number;
  /** Rows with label 1; null where labels are not 0 and 1. */
  readonly positives: number | null;
  readonly missingCount: number;
  readonly train: Part;
  readonly validation: Part;
  /** The first rows of the validation part as a client would send them. */
  readonly checkRows: Record<string, number>[];
}

export interface Part {
  /** Row-major [rows, features], encoded. */
  readonly matrix: Float32Array;
  readonly labels: Float32Array;
}

/** Reads and prepares a data file. @throws DataError, BadTrainingRun */
export async function loadTreeData(
  file: string,
  { spec: rawSpec, label }: FeatureFile<NumericFeature>,
  options: { readonly kind: ScoreKind; readonly normalize: boolean; readonly seed: number },
): Promise<TreeData> {
  const names = rawSpec.features.map(feature => feature.name);
  const { matrix, labels, rowCount, missing } = await readMatrix(file, { features: names, label });
  const positives = options.kind === 'value' ? null : countPositives(labels, label, file);
  const split = splitRows(labels, positives !== null, options.seed);
  if (split.validation.length === 0) {
    throw new BadTrainingRun(
      `${file}: ${rowCount === 1 ? '1 row leaves' : `${rowCount} rows leave`} none for validation; give more rows.`,
    );
  }
  const spec = options.normalize ? fitScaling(rawSpec, matrix, split.train) : rawSpec;
  const checkRows = rawRows(spec, matrix, split.validation.subarray(0, CHECK_ROWS));
  encodeMatrix(spec, matrix);
  const partOf = (rows: Uint32Array): Part => ({
    matrix: takeRows(matrix, names.length, rows),
    labels: takeRows(labels, 1, rows),
  });
  return {
    spec,
    rowCount,
    positives,
    missingCount: missing.reduce((sum, counts) => sum + counts.blank + counts.notFinite, 0),
    train: partOf(split.train),
    validation: partOf(split.validation),
    checkRows,
  };
}

/** Hands a part to the library, which copies it. */
export function toDMatrix({ matrix, labels }: Part, spec: FeatureSpec): DMatrix {
  const featureNames = spec.features.map(feature => feature.name);
  return new DMatrix({ data: matrix, labels, featureCount: featureNames.length, featureNames });
}

function splitRows(labels: Float32Array, stratified: boolean, seed: number): Split {
  return stratified
    ? stratifiedSplit(labels, VALIDATION_SHARE, seed)
    : randomSplit(labels.length, VALIDATION_SHARE, seed);
}
