import {
  isSpilled,
  randomSplit,
  readColumns,
  rowsOfColumns,
  stratifiedSplit,
  takeRows,
  type FileOptions,
  type Split,
} from '@reckit/data';
import {
  encodeParts,
  fitFeatures,
  type FeatureFile,
  type FeatureSpec,
  type SeenValues,
  type TreeFeature,
} from '@reckit/features';
import type { FeatureType, RowBatch } from '@reckit/xgboost';
import { assertValues } from '../../run/data/assert-values';
import { countPositives } from '../../run/data/binary-labels';
import { columnRequests } from '../../run/data/column-requests';
import { BadTrainingRun } from '../../run/errors';
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';
import { assertFits } from '../../run/memory/memory-budget';
import { spillOptions, type TrainingMemory } from '../../run/memory/training-memory';
import { encodedBatches } from './encoded-batches';
import { LARGE_CELLS, leastBytes, treeMemory, type TreeMemory } from './tree-memory';
import type { ScoreKind } from '../settings/objective';

export const VALIDATION_SHARE = 0.2;
const CHECK_ROWS = 20;
/** Of a raw column. */
const CELL_BYTES = 4;

/** Data ready to be trained on: split, encoded as it will be when served, and not yet in the library. */
export interface TreeData {
  /** With the vocabularies, and the scaling if any, that were fitted on the training part. */
  readonly spec: FeatureSpec;
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly rowCount: number;
  /** Rows with label 1; null where labels are not 0 and 1. */
  readonly positives: number | null;
  readonly missingCount: number;
  readonly train: Part;
  readonly validation: Part;
  /** Where the library is to have it. */
  readonly memory: TreeMemory;
  /** The first rows of the validation part as a client would send them. */
  readonly checkRows: Record<string, unknown>[];
}

export interface Part {
  /** Row-major [rows, features], encoded; or what gives it batch by batch, where it is too large to be held. */
  readonly matrix: Float32Array | Iterable<RowBatch>;
  readonly labels: Float32Array;
}

/** How the rows of a data file are to be taken. */
export interface TreeDataOptions {
  readonly kind: ScoreKind;
  readonly normalize: boolean;
  readonly seed: number;
  readonly memory: TrainingMemory;
  /** Whether the trees are grown from bins. */
  readonly usesBins: boolean;
  /** Cells from which on rows are taken batch by batch. @default LARGE_CELLS */
  readonly largeCells?: number;
  /** How the file is read, and called. */
  readonly reading?: FileOptions;
}

/** Reads and prepares a data file. @throws DataError, BadFeatureData, BadTrainingRun */
export async function loadTreeData(
  file: string,
  { spec: rawSpec, label, positive }: FeatureFile<TreeFeature>,
  options: TreeDataOptions,
): Promise<TreeData> {
  const shown = options.reading?.shownAs ?? file;
  const read = await readColumns(file, {
    features: columnRequests(rawSpec),
    targets: [
      options.kind === 'value' && !positive
        ? label
        : { kind: 'label', name: label, column: label, ...(positive && { positive }) },
    ],
    spill: spillOptions(options.memory, rows =>
      assertFits(options.memory.budget, leastBytes(rows), describeRows(shown, rows)),
    ),
    ...options.reading,
  });
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
  const size = {
    rows: rowCount,
    features: rawSpec.features.length,
    hasGaps: rawSpec.features.some(feature => mayHaveGaps(feature, missing)),
    columnBytes: isSpilled(columns) ? 0 : rowCount * rawSpec.features.length * CELL_BYTES,
    usesBins: options.usesBins,
    isLarge: rowCount * rawSpec.features.length >= (options.largeCells ?? LARGE_CELLS),
  };
  const inMemory = treeMemory(size, options.memory.budget, describeRows(shown, rowCount));
  if (size.isLarge) for (const rows of [split.train, split.validation]) rows.sort();
  const spec = fitFeatures(rawSpec, columns, split.train, { standardise: options.normalize });
  const [train, validation] =
    inMemory === 'matrix'
      ? encodeParts(spec, columns, [split.train, split.validation])
      : [split.train, split.validation].map(rows =>
          encodedBatches(spec, { columns, rowCount, rows, labels: takeRows(labels, 1, rows) }),
        );
  return {
    spec,
    seen: seenValues(read),
    rowCount,
    positives,
    missingCount: [...missing.values()].reduce((sum, count) => sum + count, 0),
    train: { matrix: train, labels: takeRows(labels, 1, split.train) },
    validation: { matrix: validation, labels: takeRows(labels, 1, split.validation) },
    memory: inMemory,
    checkRows: Array.from(split.validation.subarray(0, CHECK_ROWS), row =>
      rawRow(spec, rowsOfColumns(columns, row, row + 1), 0),
    ),
  };
}

/** What tells the library that a column holds codes; none where all are numbers, which is what it takes them for. */
export function featureTypesOf({ features }: FeatureSpec): FeatureType[] | null {
  if (features.every(feature => feature.kind === 'numeric')) return null;
  return features.map(feature => (feature.kind === 'categorical' ? 'c' : 'float'));
}

/** Whether values of a feature may be NaN once they are encoded; a category may be one that is not known. */
function mayHaveGaps(feature: TreeFeature, missing: ReadonlyMap<string, number>): boolean {
  return (
    feature.kind !== 'numeric' || (feature.default === 'missing' && (missing.get(feature.name) ?? 0) > 0)
  );
}

function describeRows(shown: string, rows: number): string {
  return `${shown}: ${rows.toLocaleString('en-US')} rows`;
}

function splitRows(labels: Float32Array, stratified: boolean, seed: number): Split {
  return stratified
    ? stratifiedSplit(labels, VALIDATION_SHARE, seed)
    : randomSplit(labels.length, VALIDATION_SHARE, seed);
}
