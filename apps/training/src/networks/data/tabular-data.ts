import {
  randomSplit,
  readColumns,
  stratifiedSplit,
  type FileOptions,
  type Split,
  type TargetRequest,
} from '@reckit/data';
import {
  encodeColumns,
  farDefaults,
  fitFeatures,
  type FarDefault,
  type FeatureSpec,
  type SeenValues,
} from '@reckit/features';
import { escapeControls } from '@reckit/messages';
import { tabularLayout, type TabularLayout } from '@reckit/nn';
import { assertValues } from '../../run/data/assert-values';
import { columnRequests } from '../../run/data/column-requests';
import { BadTrainingRun } from '../../run/errors';
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';

export const VALIDATION_SHARE = 0.2;
const CHECK_ROWS = 20;

/** A table that a network can be trained on: encoded as it will be when served, and split. */
export interface TabularData {
  /** With the vocabularies and the scaling that were fitted on the training part. */
  readonly spec: FeatureSpec;
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly inspection: Inspection;
  readonly layout: TabularLayout;
  readonly rowCount: number;
  /** Row-major [rows, layout.width]. */
  readonly encoded: Float32Array;
  /** What is learnt, by the names of the request, each [rows]. */
  readonly targets: Targets;
  /** The mean of each target over the training part. */
  readonly trainMeans: ReadonlyMap<string, number>;
  /** The user of each row by number, [rows]; null where no column was named. */
  readonly groups: Int32Array | null;
  readonly split: Split;
  readonly missingCount: number;
  /** The first rows of the validation part as a client would send them. */
  readonly checkRows: Record<string, unknown>[];
}

/** What to read, and how. */
export interface TabularRequest {
  readonly spec: FeatureSpec;
  /** Columns to learn. */
  readonly targets: readonly TargetRequest[];
  readonly userColumn: string | null;
  /** How the data file is read, and called. */
  readonly reading?: FileOptions;
  split(rowCount: number, targets: Targets): Split;
  /** Takes what the user should know of the data. */
  warn?(text: string): void;
  /** Looks at the data once they are read. @default takes their statistics alone */
  readonly inspect?: Inspect;
}

type Targets = ReadonlyMap<string, Float32Array>;

/** Holds out rows at random; the values of a column of labels, if there is one, keep their shares in both parts. */
export function holdOut(label: string | null, seed: number): TabularRequest['split'] {
  return (rowCount, targets) => {
    const labels = label === null ? undefined : targets.get(label);
    return labels
      ? stratifiedSplit(labels, VALIDATION_SHARE, seed)
      : randomSplit(rowCount, VALIDATION_SHARE, seed);
  };
}

/** Reads and prepares a data file for a network. @throws DataError, BadFeatureFile, BadTrainingRun */
export async function loadTabularData(file: string, request: TabularRequest): Promise<TabularData> {
  const rawSpec: FeatureSpec = { ...request.spec, scaledBy: 'graph' };
  assertDefaults(rawSpec);
  const read = await readColumns(file, {
    features: columnRequests(rawSpec),
    targets: request.targets,
    ...(request.userColumn !== null && { groups: request.userColumn }),
    ...request.reading,
  });
  const shown = request.reading?.shownAs ?? file;
  assertValues(shown, read);
  const { rowCount, columns, targets, missing, groups } = read;
  const split = request.split(rowCount, targets);
  if (split.validation.length === 0) {
    throw new BadTrainingRun(
      `${shown}: ${rowCount === 1 ? '1 row leaves' : `${rowCount} rows leave`} none for validation; give more rows.`,
    );
  }
  const inspection = (request.inspect ?? takeStatistics)({
    shown,
    spec: rawSpec,
    read,
    targets: request.targets,
    trainRows: split.train,
  });
  const spec = fitFeatures(rawSpec, columns, split.train, { standardise: true });
  farDefaults(spec, columns, split.train).forEach(found => request.warn?.(describeFarDefault(found)));
  return {
    spec,
    seen: seenValues(read),
    inspection,
    layout: tabularLayout(spec),
    rowCount,
    encoded: encodeColumns(spec, columns, rowCount),
    targets,
    trainMeans: new Map([...targets].map(([name, values]) => [name, meanOf(values, split.train)])),
    groups: groups?.codes ?? null,
    split,
    missingCount: [...missing.values()].reduce((sum, count) => sum + count, 0),
    checkRows: Array.from(split.validation.subarray(0, CHECK_ROWS), row => rawRow(spec, columns, row)),
  };
}

function describeFarDefault({ name, default: fallback, min, max }: FarDefault): string {
  return (
    `The feature ${escapeControls(JSON.stringify(name))} has missing values, which count as its default ${fallback}, far from the others ` +
    `(${min} to ${max}): that can keep a network from learning. Give it "default": "mean".`
  );
}

function meanOf(values: Float32Array, rows: Uint32Array): number {
  return rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
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
