import { takeRows, type FileOptions, type TargetRequest } from '@reckit/data';
import {
  encodeColumns,
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
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';
import type { HeldOut } from '../../run/split/describe-split';
import {
  measuredPart,
  readSplit,
  tablesOf,
  type PartOfTable,
  type SplitColumns,
} from '../../run/split/read-split';
import type { SplitPlan } from '../../run/split/split-plan';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';
import type { ScoreKind } from '../settings/objective';

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
  /** Null where nothing is held out. */
  readonly validation: Part | null;
  readonly heldOut: HeldOut;
  /** The first of the rows that the model is measured on, as a client would send them. */
  readonly checkRows: Record<string, unknown>[];
}

export interface Part {
  /** Row-major [rows, features], encoded. */
  readonly matrix: Float32Array;
  readonly labels: Float32Array;
  /** [rows]; absent where all rows count alike. */
  readonly weights?: Float32Array;
}

/** How the rows of a data file are to be taken. */
export interface TreeDataOptions {
  readonly kind: ScoreKind;
  readonly normalize: boolean;
  readonly split: SplitPlan;
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
  const { kind, split: plan, weightColumn, reading = {} } = options;
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
    },
    plan,
    stratifiedBy && { target: label, label: stratifiedBy },
    options.warn,
  );
  const { train, validation } = split;
  const { columns } = train.table;
  const shown = reading.shownAs ?? file;
  assertValues(shown, train.table);
  const inspection = (options.inspect ?? takeStatistics)({
    shown,
    spec: rawSpec,
    read: train.table,
    targets: [target],
    trainRows: train.rows,
  });
  const spec = fitFeatures(rawSpec, columns, train.rows, {
    standardise: options.normalize,
    base: options.base,
  });
  const [trainMatrix, validationMatrix] = encodeSplit(spec, split);
  const partOf = (matrix: Float32Array, { table, rows }: PartOfTable): Part => {
    const weights = weightColumn === undefined ? undefined : table.weights.get(weightColumn);
    return {
      matrix,
      labels: takeRows(table.targets.get(label) ?? new Float32Array(), 1, rows),
      ...(weights && { weights: takeRows(weights, 1, rows) }),
    };
  };
  const measured = measuredPart(split);
  const tables = tablesOf(split);
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
  return {
    spec,
    seen: seenValues(train.table),
    inspection,
    rowCount: sum(tables.map(({ rowCount }) => rowCount)),
    positives:
      kind === 'value'
        ? null
        : sum(tables.map(({ targets }) => countPositives(targets.get(label) ?? new Float32Array()))),
    missingCount: sum(tables.flatMap(({ missing }) => [...missing.values()])),
    train: partOf(trainMatrix, train),
    validation: validation.rows.length === 0 ? null : partOf(validationMatrix, validation),
    heldOut: { plan, rows: validation.rows, labels: stratifiedBy ? { stratifiedBy } : {} },
    checkRows: Array.from(measured.rows.subarray(0, CHECK_ROWS), row =>
      rawRow(spec, measured.table.columns, row),
    ),
  };
}

/** One matrix for each part. */
function encodeSplit(spec: FeatureSpec, { train, validation }: SplitColumns): Float32Array[] {
  return train.table === validation.table
    ? encodeParts(spec, train.table.columns, [train.rows, validation.rows])
    : [train.table, validation.table].map(({ columns, rowCount }) => encodeColumns(spec, columns, rowCount));
}

/** Hands a part to the library, which copies it. */
export function toDMatrix({ matrix, labels, weights }: Part, spec: FeatureSpec): DMatrix {
  const featureNames = spec.features.map(feature => feature.name);
  const featureTypes = featureTypesOf(spec);
  return new DMatrix({
    data: matrix,
    labels,
    ...(weights && { weights }),
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
