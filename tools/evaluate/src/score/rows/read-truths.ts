import { readColumns, takeRows, targetNames, type FileOptions, type TargetRequest } from '@reckit/data';
import type { SegmentColumn } from '../../compare/compare-segments';
import type { LearntOutput } from './learnt-outputs';

/** What happened in some rows of a data file. */
export interface Truths {
  readonly rowCount: number;
  /** Which rows of the file they are, rising, from 0. */
  readonly rows: Uint32Array;
  /** By output, each [rows]. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** The user of each row by number, below 0 for none, [rows]; null where no column was named. */
  readonly users: Int32Array | null;
  /** By output, what each row counts, [rows]; nothing of an output of which all rows count alike. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** By column, the value of each row: a place in `values`, below 0 for none. */
  readonly segments: ReadonlyMap<string, SegmentColumn>;
}

export interface TruthsRequest {
  readonly path: string;
  readonly reading: FileOptions;
  readonly outputs: readonly LearntOutput[];
  readonly userColumn: string | null;
  readonly segmentColumns: readonly string[];
}

/** Reads what the outputs are held against. @param rows - of the file; null for all @throws DataError */
export async function readTruths(
  { path, reading, outputs, userColumn, segmentColumns }: TruthsRequest,
  rows: Uint32Array | null,
): Promise<Truths> {
  const weightColumns = [...new Set(outputs.flatMap(({ weightColumn }) => weightColumn ?? []))];
  const table = await readColumns(path, {
    ...reading,
    features: segmentColumns.map(name => ({ name, kind: 'category' })),
    targets: targetsOf(outputs),
    ...(userColumn !== null && { groups: userColumn }),
    weights: weightColumns,
  });
  const wanted = rows ?? Uint32Array.from({ length: table.rowCount }, (_, row) => row);
  return {
    rowCount: wanted.length,
    rows: wanted,
    values: new Map(
      outputs.map(output => {
        const { name } = targetNames(targetOf(output));
        return [output.name, takeRows(table.targets.get(name) ?? new Float32Array(), 1, wanted)];
      }),
    ),
    users: table.groups && takeCodes(table.groups.codes, wanted),
    weights: new Map(
      outputs.flatMap(({ name, weightColumn }) => {
        const weights = weightColumn === null ? undefined : table.weights.get(weightColumn);
        return weights === undefined ? [] : [[name, takeRows(weights, 1, wanted)] as const];
      }),
    ),
    segments: new Map(
      segmentColumns.flatMap(name => {
        const column = table.columns.get(name);
        if (column?.kind !== 'category') return [];
        return [[name, { codes: takeCodes(column.codes, wanted), values: column.values }] as const];
      }),
    ),
  };
}

/** What an output is held against: labels, or any numbers of a column. */
function targetOf({ name, kind, label }: LearntOutput): TargetRequest {
  return kind === 'value' && !label.positive ? label.column : { kind: 'label', name, ...label };
}

/** What is to be read, each target once. */
function targetsOf(outputs: readonly LearntOutput[]): TargetRequest[] {
  const targets = outputs.map(targetOf);
  return targets.filter((target, i) => typeof target !== 'string' || targets.indexOf(target) === i);
}

function takeCodes(codes: Int32Array, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, row => codes[row]);
}
