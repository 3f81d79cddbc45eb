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
  encodedColumns,
  encodedWidth,
  encodeParts,
  fitFeatures,
  fitTogether,
  type FeatureFile,
  type FeatureSpec,
  type SeenValues,
  type TreeFeature,
} from '@reckit/features';
import { gatherValues, type Meeting } from '@reckit/collective';
import type { FeatureType, RowBatch } from '@reckit/xgboost';
import { drawNegatives, offsetOf, type SampledNegatives } from '../../negatives/sample-negatives';
import { assertValues } from '../../run/data/assert-values';
import { rawRow } from '../../run/data/raw-row';
import { describeRows, spillOptions, type TrainingMemory } from '../../run/memory/training-memory';
import { readShare } from '../../run/share/read-share';
import type { HeldOut } from '../../run/split/describe-split';
import {
  heldApart,
  readSplit,
  tablesOf,
  type PartOfTable,
  type SplitColumns,
} from '../../run/split/read-split';
import type { SplitPlan } from '../../run/split/split-plan';
import { takeStatistics } from '../../validation/examine';
import { statisticsOfAll } from '../../run/share/statistics-of-all';
import type { Inspect, Inspection } from '../../validation/inspection';
import { encodedBatches } from './encoded-batches';
import { emptyPart } from './empty-part';
import { factsOf, mergedFacts } from './tree-facts';
import { largestMemory } from './tree-memory';
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
  /** Rows to train on, of all processes. */
  readonly trainRowCount: number;
  readonly train: Part;
  /** What was left out of it; null where it is all there. */
  readonly negatives: SampledNegatives | null;
  /** Null where nothing is held out. */
  readonly validation: Part | null;
  readonly heldOut: HeldOut;
  /** Where the library is to have the rows. */
  readonly memory: TreeMemory;
  /** The first of the rows that the model is measured on, as a client would send them; of the first processes that have such rows. */
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
  /** Whether it has a row that counts for nothing, because this process has none while others have some. */
  readonly isEmpty?: true;
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
  /** The processes that read a share each. @default this one reads all */
  readonly meeting?: Meeting;
  /** Looks at the data once they are read. @default takes their statistics alone */
  readonly inspect?: Inspect;
}

/** Reads and prepares a data file. @throws DataError, BadFeatureData */
export async function loadTreeData(
  file: string,
  { spec: rawSpec, label, positive }: FeatureFile<TreeFeature>,
  options: TreeDataOptions,
): Promise<TreeData> {
  const { kind, split: plan, weightColumn, reading = {}, memory, meeting } = options;
  const shown = reading.shownAs ?? file;
  const stratifiedBy = kind === 'value' ? null : { column: label, ...(positive && { positive }) };
  const target: TargetRequest =
    kind === 'value' && !positive
      ? label
      : { kind: 'label', name: label, column: label, ...(positive && { positive }) };
  const asked = [
    { path: file, options: reading },
    {
      features: columnRequests(rawSpec),
      targets: [target],
      ...(weightColumn !== undefined && { weights: [weightColumn] }),
      spill: spillOptions(memory, leastBytes, shown),
    },
    plan,
    stratifiedBy && { target: label, label: stratifiedBy },
  ] as const;
  const shared = meeting ? await readShare(...asked, meeting, options.warn) : null;
  const split = shared ?? (await readSplit(...asked, options.warn));
  const { train, validation } = split;
  const { columns } = train.table;
  const own = factsOf(split, kind === 'value' ? null : label);
  const facts = meeting && shared?.isDealt ? mergedFacts(await gatherValues(meeting, own)) : own;
  assertValues(shown, facts.table);
  const read = {
    shown,
    spec: rawSpec,
    read: train.table,
    targets: [target],
    trainRows: train.rows,
    ...heldApart(split, plan),
  };
  const inspection =
    meeting && shared
      ? await statisticsOfAll(read, shared, meeting)
      : (options.inspect ?? takeStatistics)(read);
  const tables = tablesOf(split);
  const { rowCount } = own;
  const ownSize = sizeOf(rawSpec, tables, rowCount, options);
  const isLarge = meeting ? (await gatherValues(meeting, ownSize.isLarge)).includes(true) : ownSize.isLarge;
  const ownMemory = treeMemory({ ...ownSize, isLarge }, memory.budget, describeRows(shown, rowCount));
  // The library builds the matrices of all processes together, and so all of one kind.
  const inMemory = meeting ? largestMemory(await gatherValues(meeting, ownMemory)) : ownMemory;
  if (isLarge) for (const { rows } of [train, validation]) rows.sort();
  const fitting = { standardise: options.normalize, base: options.base };
  const spec = meeting
    ? await fitTogether(rawSpec, columns, train.rows, fitting, value => gatherValues(meeting, value))
    : fitFeatures(rawSpec, columns, train.rows, fitting);
  const sampled = await negativesOf(train, label, options);
  const learnt = { table: train.table, rows: sampled?.rows ?? train.rows };
  const [trainMatrix, validationMatrix] =
    inMemory === 'matrix' ? encodeSplit(spec, { train: learnt, validation }) : [];
  const partOf = (matrix: Float32Array | undefined, { table, rows }: PartOfTable): Part => {
    if (rows.length === 0) return emptyPart(spec, inMemory, table.targets.get(label)?.[0] ?? 0);
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
  const heldOut = shared?.heldOut ?? validation.rows;
  const measured = heldOut.length > 0 ? validation : train;
  const checkRows = Array.from(measured.rows.subarray(0, CHECK_ROWS), row =>
    rawRow(spec, rowsOfColumns(measured.table.columns, row, row + 1), 0),
  );
  return {
    spec,
    seen: new Map(facts.table.seen),
    inspection,
    rowCount: facts.rowCount,
    positives: facts.positives,
    missingCount: facts.missingCount,
    trainRowCount: (shared?.trainRowCount ?? train.rows.length) - (sampled ? sampled.of - sampled.kept : 0),
    train: {
      ...partOf(trainMatrix, learnt),
      ...(sampled && options.negatives && { baseMargin: options.negatives.baseMargin + sampled.offset }),
    },
    negatives: sampled,
    validation: heldOut.length === 0 ? null : partOf(validationMatrix, validation),
    heldOut: { plan, rows: heldOut, labels: stratifiedBy ? { stratifiedBy } : {} },
    memory: inMemory,
    checkRows: meeting ? (await gatherValues(meeting, checkRows)).flat().slice(0, CHECK_ROWS) : checkRows,
  };
}

/** The rows of this process that are kept, with the counts of all: all rows begin with one margin. */
async function negativesOf(
  { table, rows }: PartOfTable,
  label: string,
  { negatives, meeting }: TreeDataOptions,
): Promise<SampledNegatives | null> {
  if (!negatives) return null;
  const { share, seed } = negatives;
  const labels = table.targets.get(label) ?? new Float32Array();
  const own = drawNegatives(rows, labels, share, seed + (meeting?.rank ?? 0));
  const counts = meeting ? await gatherValues(meeting, { kept: own.kept, of: own.of }) : [own];
  const all = { kept: sum(counts.map(({ kept }) => kept)), of: sum(counts.map(({ of }) => of)) };
  return { ...own, ...all, offset: offsetOf(all, share) };
}

/** How large the rows are, as they were read. */
function sizeOf(
  spec: FeatureSpec<TreeFeature>,
  tables: readonly Columns[],
  rowCount: number,
  { usesBins, largeCells = LARGE_CELLS }: TreeDataOptions,
): TreeSize {
  const { features } = spec;
  const width = encodedWidth(spec);
  const inMemory = tables.filter(({ columns }) => !isSpilled(columns));
  return {
    rows: rowCount,
    features: width,
    hasGaps: features.some(feature => tables.some(({ missing }) => mayHaveGaps(feature, missing))),
    columnBytes: sum(inMemory.map(table => table.rowCount)) * features.length * CELL_BYTES,
    usesBins,
    isLarge: rowCount * width >= largeCells,
  };
}

/** Whether values of a feature may be NaN once they are encoded; a category may be one that is not known. */
function mayHaveGaps(feature: TreeFeature, missing: ReadonlyMap<string, number>): boolean {
  if (feature.kind !== 'numeric') return true;
  const staysMissing = feature.default === 'missing' || feature.buckets !== undefined;
  return staysMissing && (missing.get(feature.name) ?? 0) > 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** One matrix for each part. */
function encodeSplit(spec: FeatureSpec, { train, validation }: SplitColumns): Float32Array[] {
  return train.table === validation.table
    ? encodeSome(spec, train.table, [train.rows, validation.rows])
    : [train, validation].flatMap(({ table, rows }) =>
        rows.length === table.rowCount
          ? [encodeColumns(spec, table.columns, table.rowCount)]
          : encodeSome(spec, table, [rows]),
      );
}

/** Parts are encoded together, and leave no row out: those of other processes, and those that were left out by chance, are a part that nobody needs. */
function encodeSome(
  spec: FeatureSpec,
  { columns, rowCount }: Columns,
  parts: readonly Uint32Array[],
): Float32Array[] {
  if (sum(parts.map(rows => rows.length)) === rowCount) return encodeParts(spec, columns, parts);
  const isOwn = new Uint8Array(rowCount);
  for (const rows of parts) for (const row of rows) isOwn[row] = 1;
  const others = Uint32Array.from({ length: rowCount }, (_, row) => row).filter(row => isOwn[row] === 0);
  return encodeParts(spec, columns, [...parts, others]).slice(0, parts.length);
}

/** What tells the library that a column holds codes; none where all are numbers, which is what it takes them for. */
export function featureTypesOf(spec: FeatureSpec): FeatureType[] | null {
  const kinds = encodedColumns(spec).map(({ feature }) => feature.kind);
  if (kinds.every(kind => kind === 'numeric')) return null;
  return kinds.map(kind => (kind === 'categorical' ? 'c' : 'float'));
}
