import {
  columnRequests,
  isSpilled,
  rowsOfColumns,
  takeRows,
  type Columns,
  type FileOptions,
  type TargetRequest,
} from '@reckit/data';
import {
  encodeColumns,
  encodeParts,
  fitFeatures,
  type FeatureFile,
  type FeatureSpec,
  type SeenValues,
  type TreeFeature,
} from '@reckit/features';
import type { FeatureType, RowBatch } from '@reckit/xgboost';
import { sampleNegatives, type SampledNegatives } from '../../negatives/sample-negatives';
import { assertValues } from '../../run/data/assert-values';
import { countPositives } from '../../run/data/binary-labels';
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';
import { describeRows, spillOptions, type TrainingMemory } from '../../run/memory/training-memory';
import type { HeldOut } from '../../run/split/describe-split';
import {
  heldApart,
  measuredPart,
  readSplit,
  tablesOf,
  type PartOfTable,
  type SplitColumns,
} from '../../run/split/read-split';
import type { SplitPlan } from '../../run/split/split-plan';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';
import { encodedBatches } from './encoded-batches';
import { LARGE_CELLS, leastBytes, treeMemory, type TreeMemory, type TreeSize } from './tree-memory';
import type { ScoreKind } from '../settings/objective';

const CHECK_ROWS = 20;
/** Of a raw column. */
const CELL_BYTES = 4;

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
  /** What was left out of it; null where it is all there. */
  readonly negatives: SampledNegatives | null;
  /** Null where nothing is held out. */
  readonly validation: Part | null;
  readonly heldOut: HeldOut;
  /** Where the library is to have the rows. */
  readonly memory: TreeMemory;
  /** The first of the rows that the model is measured on, as a client would send them. */
  readonly checkRows: Record<string, unknown>[];
}

export interface Part {
  /** Row-major [rows, features], encoded; or what gives it batch by batch, where it is too large to be held. */
  readonly matrix: Float32Array | Iterable<RowBatch>;
  readonly labels: Float32Array;
  /** [rows]; absent where all rows count alike. */
  readonly weights?: Float32Array;
  /** The margin that its rows begin with. @default that of the model */
  readonly baseMargin?: number;
}

/** A part that is small enough to be held. */
export interface RowsInMemory extends Part {
  readonly matrix: Float32Array;
}

/** How the rows of a data file are to be taken. */
export interface TreeDataOptions {
  readonly kind: ScoreKind;
  readonly normalize: boolean;
  readonly split: SplitPlan;
  readonly memory: TrainingMemory;
  /** Whether the trees are grown from bins. */
  readonly usesBins: boolean;
  /** Cells from which on rows are taken batch by batch. @default LARGE_CELLS */
  readonly largeCells?: number;
  /**
   * Which share of the negative rows is trained on, with the margin of a model that has learnt nothing yet.
   * @default all are
   */
  readonly negatives?: { readonly share: number; readonly seed: number; readonly baseMargin: number };
  /** The column with the weights of the rows. @default none: all count alike */
  readonly weightColumn?: string;
  /** How the file is read, and called. */
  readonly reading?: FileOptions;
  /** What the features were fitted to before, for trees that are gone on from. @default they are fitted anew */
  readonly base?: FeatureSpec;
  /** Takes what the user should know of the data. */
  warn?(text: string): void;
  /** Looks at the data once they are read. @default takes their statistics alone */
  readonly inspect?: Inspect;
}

/** Reads and prepares a data file. @throws DataError, BadFeatureData */
export async function loadTreeData(
  file: string,
  { spec: rawSpec, label, positive }: FeatureFile<TreeFeature>,
  options: TreeDataOptions,
): Promise<TreeData> {
  const { kind, split: plan, weightColumn, reading = {}, memory } = options;
  const shown = reading.shownAs ?? file;
  const stratifiedBy = kind === 'value' ? null : { column: label, ...(positive && { positive }) };
  const target: TargetRequest =
    kind === 'value' && !positive
      ? label
      : { kind: 'label', name: label, column: label, ...(positive && { positive }) };
  const split = await readSplit(
    { path: file, options: reading },
    {
      features: columnRequests(rawSpec),
      targets: [target],
      ...(weightColumn !== undefined && { weights: [weightColumn] }),
      spill: spillOptions(memory, leastBytes, shown),
    },
    plan,
    stratifiedBy && { target: label, label: stratifiedBy },
    options.warn,
  );
  const { train, validation } = split;
  const { columns } = train.table;
  assertValues(shown, train.table);
  const inspection = (options.inspect ?? takeStatistics)({
    shown,
    spec: rawSpec,
    read: train.table,
    targets: [target],
    trainRows: train.rows,
    ...heldApart(split, plan),
  });
  const tables = tablesOf(split);
  const rowCount = sum(tables.map(table => table.rowCount));
  const size = sizeOf(rawSpec, tables, rowCount, options);
  const inMemory = treeMemory(size, memory.budget, describeRows(shown, rowCount));
  if (size.isLarge) for (const { rows } of [train, validation]) rows.sort();
  const spec = fitFeatures(rawSpec, columns, train.rows, {
    standardise: options.normalize,
    base: options.base,
  });
  const sampled = negativesOf(train, label, options);
  const learnt = { table: train.table, rows: sampled?.rows ?? train.rows };
  const [trainMatrix, validationMatrix] =
    inMemory === 'matrix' ? encodeSplit(spec, { train: learnt, validation }, sampled?.leftOut) : [];
  const partOf = (matrix: Float32Array | undefined, { table, rows }: PartOfTable): Part => {
    const weights = weightColumn === undefined ? undefined : table.weights.get(weightColumn);
    const part = {
      labels: takeRows(table.targets.get(label) ?? new Float32Array(), 1, rows),
      ...(weights && { weights: takeRows(weights, 1, rows) }),
    };
    return {
      ...part,
      matrix:
        matrix ?? encodedBatches(spec, { columns: table.columns, rowCount: table.rowCount, rows, ...part }),
    };
  };
  const measured = measuredPart(split);
  return {
    spec,
    seen: seenValues(train.table),
    inspection,
    rowCount,
    positives:
      kind === 'value'
        ? null
        : sum(tables.map(({ targets }) => countPositives(targets.get(label) ?? new Float32Array()))),
    missingCount: sum(tables.flatMap(({ missing }) => [...missing.values()])),
    train: {
      ...partOf(trainMatrix, learnt),
      ...(sampled && options.negatives && { baseMargin: options.negatives.baseMargin + sampled.offset }),
    },
    negatives: sampled,
    validation: validation.rows.length === 0 ? null : partOf(validationMatrix, validation),
    heldOut: { plan, rows: validation.rows, labels: stratifiedBy ? { stratifiedBy } : {} },
    memory: inMemory,
    checkRows: Array.from(measured.rows.subarray(0, CHECK_ROWS), row =>
      rawRow(spec, rowsOfColumns(measured.table.columns, row, row + 1), 0),
    ),
  };
}

function negativesOf(
  { table, rows }: PartOfTable,
  label: string,
  { negatives }: TreeDataOptions,
): SampledNegatives | null {
  if (!negatives) return null;
  return sampleNegatives(
    rows,
    table.targets.get(label) ?? new Float32Array(),
    negatives.share,
    negatives.seed,
  );
}

/** How large the rows are, as they were read. */
function sizeOf(
  { features }: FeatureSpec<TreeFeature>,
  tables: readonly Columns[],
  rowCount: number,
  { usesBins, largeCells = LARGE_CELLS }: TreeDataOptions,
): TreeSize {
  const inMemory = tables.filter(({ columns }) => !isSpilled(columns));
  return {
    rows: rowCount,
    features: features.length,
    hasGaps: features.some(feature => tables.some(({ missing }) => mayHaveGaps(feature, missing))),
    columnBytes: sum(inMemory.map(table => table.rowCount)) * features.length * CELL_BYTES,
    usesBins,
    isLarge: rowCount * features.length >= largeCells,
  };
}

/** Whether values of a feature may be NaN once they are encoded; a category may be one that is not known. */
function mayHaveGaps(feature: TreeFeature, missing: ReadonlyMap<string, number>): boolean {
  return (
    feature.kind !== 'numeric' || (feature.default === 'missing' && (missing.get(feature.name) ?? 0) > 0)
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * One matrix for each part.
 *
 * @param leftOut - rows of the table to train on that are in neither
 */
function encodeSplit(
  spec: FeatureSpec,
  { train, validation }: SplitColumns,
  leftOut: Uint32Array = new Uint32Array(),
): Float32Array[] {
  if (train.table === validation.table) {
    return encodeParts(spec, train.table.columns, [train.rows, validation.rows, leftOut]);
  }
  const [trained] = encodeParts(spec, train.table.columns, [train.rows, leftOut]);
  return [trained, encodeColumns(spec, validation.table.columns, validation.table.rowCount)];
}

/** What tells the library that a column holds codes; none where all are numbers, which is what it takes them for. */
export function featureTypesOf({ features }: FeatureSpec): FeatureType[] | null {
  if (features.every(feature => feature.kind === 'numeric')) return null;
  return features.map(feature => (feature.kind === 'categorical' ? 'c' : 'float'));
}
