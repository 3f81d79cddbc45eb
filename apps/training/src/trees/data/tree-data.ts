import {
  randomSplit,
  readColumns,
  stratifiedSplit,
  takeRows,
  type FileOptions,
  type Split,
  type TargetRequest,
} from '@reckit/data';
import {
  encodeParts,
  fitFeatures,
  type FeatureFile,
  type FeatureSpec,
  type SeenValues,
  type TreeFeature,
} from '@reckit/features';
import { DMatrix, type FeatureType } from '@reckit/xgboost';
import { assertValues } from '../../run/data/assert-values';
import { countPositives } from '../../run/data/binary-labels';
import { columnRequests } from '../../run/data/column-requests';
import { BadTrainingRun } from '../../run/errors';
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';
import type { ScoreKind } from '../settings/objective';

export const VALIDATION_SHARE = 0.2;
const CHECK_ROWS = 20;

/** Data ready to be trained on: split, encoded as it will be when served, and not yet in the library. */
export interface TreeData {
  /** With the vocabularies, and the scaling if any, that were fitted on the training part. */
  readonly spec: FeatureSpec;
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly inspection: Inspection;
  readonly rowCount: number;
  /** Rows with label 1; null where labels are not 0 and 1. */
  readonly positives: number | null;
  readonly missingCount: number;
  readonly train: Part;
  readonly validation: Part;
  /** The first rows of the validation part as a client would send them. */
  readonly checkRows: Record<string, unknown>[];
}

export interface Part {
  /** Row-major [rows, features], encoded. */
  readonly matrix: Float32Array;
  readonly labels: Float32Array;
}

/** How the rows of a data file are to be taken. */
export interface TreeDataOptions {
  readonly kind: ScoreKind;
  readonly normalize: boolean;
  readonly seed: number;
  /** How the file is read, and called. */
  readonly reading?: FileOptions;
  /** Looks at the data once they are read. @default takes their statistics alone */
  readonly inspect?: Inspect;
}

/** Reads and prepares a data file. @throws DataError, BadFeatureData, BadTrainingRun */
export async function loadTreeData(
  file: string,
  { spec: rawSpec, label, positive }: FeatureFile<TreeFeature>,
  options: TreeDataOptions,
): Promise<TreeData> {
  const target: TargetRequest =
    options.kind === 'value' && !positive
      ? label
      : { kind: 'label', name: label, column: label, ...(positive && { positive }) };
  const read = await readColumns(file, {
    features: columnRequests(rawSpec),
    targets: [target],
    ...options.reading,
  });
  const shown = options.reading?.shownAs ?? file;
  assertValues(shown, read);
  const { columns, targets, rowCount, missing } = read;
  const labels = targets.get(label) ?? new Float32Array();
  const positives = options.kind === 'value' ? null : countPositives(labels);
  const split = splitRows(labels, positives !== null, options.seed);
  if (split.validation.length === 0) {
    throw new BadTrainingRun(
      `${shown}: ${rowCount === 1 ? '1 row leaves' : `${rowCount} rows leave`} none for validation; give more rows.`,
    );
  }
  const inspection = (options.inspect ?? takeStatistics)({
    shown,
    spec: rawSpec,
    read,
    targets: [target],
    trainRows: split.train,
  });
  const spec = fitFeatures(rawSpec, columns, split.train, { standardise: options.normalize });
  const [train, validation] = encodeParts(spec, columns, [split.train, split.validation]);
  return {
    spec,
    seen: seenValues(read),
    inspection,
    rowCount,
    positives,
    missingCount: [...missing.values()].reduce((sum, count) => sum + count, 0),
    train: { matrix: train, labels: takeRows(labels, 1, split.train) },
    validation: { matrix: validation, labels: takeRows(labels, 1, split.validation) },
    checkRows: Array.from(split.validation.subarray(0, CHECK_ROWS), row => rawRow(spec, columns, row)),
  };
}

/** Hands a part to the library, which copies it. */
export function toDMatrix({ matrix, labels }: Part, spec: FeatureSpec): DMatrix {
  const featureNames = spec.features.map(feature => feature.name);
  const featureTypes = featureTypesOf(spec);
  return new DMatrix({
    data: matrix,
    labels,
    featureCount: featureNames.length,
    featureNames,
    ...(featureTypes && { featureTypes }),
  });
}

/** What tells the library that a column holds codes; none where all are numbers, which is what it takes them for. */
function featureTypesOf({ features }: FeatureSpec): FeatureType[] | null {
  if (features.every(feature => feature.kind === 'numeric')) return null;
  return features.map(feature => (feature.kind === 'categorical' ? 'c' : 'float'));
}

function splitRows(labels: Float32Array, stratified: boolean, seed: number): Split {
  return stratified
    ? stratifiedSplit(labels, VALIDATION_SHARE, seed)
    : randomSplit(labels.length, VALIDATION_SHARE, seed);
}
