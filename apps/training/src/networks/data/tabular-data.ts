import {
  columnRequests,
  isSpilled,
  rowsOfColumns,
  type Columns,
  type FileOptions,
  type Split,
  type TargetRequest,
} from '@reckit/data';
import {
  encodedWidth,
  encodeTables,
  farDefaults,
  fitFeatures,
  type FarDefault,
  type FeatureSpec,
  type SeenValues,
} from '@reckit/features';
import { escapeControls } from '@reckit/messages';
import { tabularLayout, type SequenceReading, type TabularLayout } from '@reckit/nn';
import { assertValues } from '../../run/data/assert-values';
import { BadTrainingRun } from '../../run/errors';
import { spillOptions, type TrainingMemory } from '../../run/memory/training-memory';
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';
import type { HeldOut } from '../../run/split/describe-split';
import {
  heldApart,
  measuredPart,
  readSplit,
  tablesOf,
  type SplitColumns,
  type Strata,
} from '../../run/split/read-split';
import type { SplitPlan } from '../../run/split/split-plan';
import { encodedBlocks, encodeToDisk, type EncodedRows } from './encoded-rows';
import { leastBytes, shuffleWindows } from './network-memory';

const CHECK_ROWS = 20;

/** A table that a network can be trained on: encoded as it will be when served, and split. */
export interface TabularData {
  /** With the vocabularies and the scaling that were fitted on the training part. */
  readonly spec: FeatureSpec;
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly inspection: Inspection;
  readonly layout: TabularLayout;
  readonly rowCount: number;
  /** Row-major [rows, layout.width], in memory or on disk. */
  readonly encoded: Float32Array | EncodedRows;
  /** What is learnt, by the names of the request, each [rows]. */
  readonly targets: ReadonlyMap<string, Float32Array>;
  /** Of the rows, by column, each [rows]; none where all rows count alike. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** The user of each measured row by number, [measured]; null where no column was named. */
  readonly groups: Int32Array | null;
  /** Rows of the matrix; without any to validate where nothing is held out. */
  readonly split: Split;
  /** Those that the network is measured on: to validate, or where there are none, those that it has learnt from. */
  readonly measured: Uint32Array;
  readonly heldOut: HeldOut;
  readonly missingCount: number;
  /** The first of the measured rows as a client would send them. */
  readonly checkRows: Record<string, unknown>[];
}

/** What to read, and how. */
export interface TabularRequest {
  readonly spec: FeatureSpec;
  /** How sequences are read, by the name of the feature. @default pooled, as the feature says */
  readonly readings?: Readonly<Record<string, SequenceReading>>;
  /** Columns to learn. */
  readonly targets: readonly TargetRequest[];
  readonly userColumn: string | null;
  /** Columns with weights of the rows. @default none */
  readonly weightColumns?: readonly string[];
  /** How the data file is read, and called. */
  readonly reading?: FileOptions;
  /** What the features were fitted to before, for weights that are taken over. @default they are fitted anew */
  readonly base?: FeatureSpec;
  readonly split: SplitPlan;
  /** @default all lies in memory */
  readonly memory?: TrainingMemory;
  /** The label that keeps its shares where rows are drawn; null draws any rows. */
  readonly strata: Strata | null;
  /** Takes what the user should know of the data. */
  warn?(text: string): void;
  /** Looks at the data once they are read. @default takes their statistics alone */
  readonly inspect?: Inspect;
}

/** Reads and prepares a data file for a network. @throws DataError, BadFeatureFile, BadTrainingRun */
export async function loadTabularData(file: string, request: TabularRequest): Promise<TabularData> {
  const { reading = {}, split: plan, strata, memory } = request;
  const shown = reading.shownAs ?? file;
  const rawSpec: FeatureSpec = { ...request.spec, scaledBy: 'graph' };
  assertDefaults(rawSpec);
  const parts = await readSplit(
    { path: file, options: reading },
    {
      features: columnRequests(rawSpec),
      targets: request.targets,
      ...(request.userColumn !== null && { groups: request.userColumn }),
      ...(request.weightColumns && { weights: request.weightColumns }),
      ...(memory && { spill: spillOptions(memory, rows => leastBytes(rows, request.targets.length), shown) }),
    },
    plan,
    strata,
    text => request.warn?.(text),
  );
  const { train, validation } = parts;
  const { columns } = train.table;
  assertValues(shown, train.table);
  const inspection = (request.inspect ?? takeStatistics)({
    shown,
    spec: rawSpec,
    read: train.table,
    targets: request.targets,
    trainRows: train.rows,
    ...heldApart(parts, plan),
  });
  const tables = tablesOf(parts);
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
  const windows = memory && shuffleWindows({ rows: rowCount, width: encodedWidth(rawSpec) }, memory.budget);
  // The order in which they can be read from disk.
  if (windows) for (const { rows } of [train, validation]) rows.sort();
  const spec = fitFeatures(rawSpec, columns, train.rows, { standardise: true, base: request.base });
  farDefaults(spec, columns, train.rows).forEach(found => request.warn?.(describeFarDefault(found)));
  const split = rowsOfMatrix(parts);
  const measured = measuredPart(parts);
  const users = measured.table.groups;
  return {
    spec,
    seen: seenValues(train.table),
    inspection,
    layout: tabularLayout(spec, request.readings),
    rowCount,
    encoded: windows
      ? encodeToDisk(spec, tables, memory.scratch, windows)
      : encodeInMemory(spec, tables, rowCount),
    targets: valuesOf(tables, ({ targets }) => targets),
    weights: valuesOf(tables, ({ weights }) => weights),
    groups: users && Int32Array.from(measured.rows, row => users.codes[row]),
    split,
    measured: split.validation.length > 0 ? split.validation : split.train,
    heldOut: { plan, rows: validation.rows, labels: strata ? { stratifiedBy: strata.label } : {} },
    missingCount: tables
      .flatMap(({ missing }) => [...missing.values()])
      .reduce((sum, count) => sum + count, 0),
    checkRows: Array.from(measured.rows.subarray(0, CHECK_ROWS), row =>
      rawRow(spec, rowsOfColumns(measured.table.columns, row, row + 1), 0),
    ),
  };
}

/** In blocks where columns lie on disk, which would be read whole one by one else. */
function encodeInMemory(spec: FeatureSpec, tables: readonly Columns[], rowCount: number): Float32Array {
  if (!tables.some(({ columns }) => isSpilled(columns))) return encodeTables(spec, tables);
  const encoded = new Float32Array(rowCount * encodedWidth(spec));
  let end = 0;
  for (const block of encodedBlocks(spec, tables)) {
    encoded.set(block, end);
    end += block.length;
  }
  return encoded;
}

/** Columns of all tables, one behind the other. */
function valuesOf(
  tables: readonly Columns[],
  of: (table: Columns) => ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  const [first, ...others] = tables.map(of);
  if (others.length === 0) return first;
  return new Map(
    [...first].map(([name, values]) => [
      name,
      joined([values, ...others.map(columns => columns.get(name) ?? new Float32Array())]),
    ]),
  );
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const array of arrays) {
    all.set(array, end);
    end += array.length;
  }
  return all;
}

/** The rows of both parts in the matrix of all tables. */
function rowsOfMatrix({ train, validation }: SplitColumns): Split {
  const before = train.table === validation.table ? 0 : train.table.rowCount;
  return {
    train: train.rows,
    validation: before === 0 ? validation.rows : validation.rows.map(row => row + before),
  };
}

function describeFarDefault({ name, default: fallback, min, max }: FarDefault): string {
  return (
    `The feature ${escapeControls(JSON.stringify(name))} has missing values, which count as its default ${fallback}, far from the others ` +
    `(${min} to ${max}): that can keep a network from learning. Give it "default": "mean".`
  );
}

/** A network has no direction for missing values, as a tree has. */
function assertDefaults({ features }: FeatureSpec): void {
  const feature = features.find(candidate => candidate.kind === 'numeric' && candidate.default === 'missing');
  if (feature) {
    throw new BadTrainingRun(
      `The feature "${feature.name}" has the default "missing", which only xgb understands; give a number.`,
    );
  }
}
