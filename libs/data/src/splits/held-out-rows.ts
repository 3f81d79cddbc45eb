import { createHash } from 'node:crypto';
import { labelAsWritten, labelSchema, type Label } from '@reckit/features';
import { HeldOutRowsGone } from '../errors';
import type { FileOptions } from '../files/table-file';
import { FORMATS_BY_NAME, type FormatName } from '../files/table-format';
import { fingerprint } from '../fingerprint';
import { readColumns } from '../read-columns';
import { allRows } from './split';
import { columnsOfSplit, splitAmong, splitTable, type SplitRule } from './split-rule';

/** What was held out of a training, as its manifest has it: enough to find exactly these rows again. */
export type HeldOutRecord = {
  /** The data that hold the rows, and how they were read. */
  readonly data: HeldOutData;
  /** How many rows were held out. */
  readonly rows: number;
  /** What tells them from others: the SHA-256 of their numbers, rising from 0, each as a little-endian uint32. */
  readonly rows_sha256: string;
  /** The label whose values have their shares in both parts, as a feature file has it. @default any rows are drawn */
  readonly stratified_by?: unknown;
  /** The label whose positive rows alone could be held out, as a feature file has it. @default all could */
  readonly among?: unknown;
} & (SplitRule | { readonly rule: 'file' });

export interface HeldOutData {
  /** As the user named it. */
  readonly path: string;
  /** That of `fingerprint`. */
  readonly sha256: string;
  readonly bytes: number;
  readonly where?: string;
  readonly format?: string;
  readonly encoding?: string;
}

/** Rows that were held out, and how their data are to be read so that the rows have these numbers. */
export interface HeldOutRows {
  /** Rising, from 0. */
  readonly rows: Uint32Array;
  readonly reading: FileOptions;
}

/** What a split looked at beside its rule. */
export interface SplitLabels {
  /** The label whose values kept their shares. @default none */
  readonly stratifiedBy?: Label;
  /** The label whose positive rows were split. @default all rows were */
  readonly among?: Label;
}

/** What a manifest keeps of a split. */
export function recordHeldOut(
  rule: HeldOutRule,
  data: HeldOutData,
  validation: Uint32Array,
  { stratifiedBy, among }: SplitLabels = {},
): HeldOutRecord {
  return {
    ...rule,
    ...(rule.rule === 'random' && stratifiedBy && { stratified_by: labelAsWritten(stratifiedBy) }),
    ...(among && { among: labelAsWritten(among) }),
    data,
    rows: validation.length,
    rows_sha256: rowsSha256(validation),
  };
}

/** By what rows are held out: by a rule, or all of data of their own. */
type HeldOutRule = SplitRule | { readonly rule: 'file' };

/**
 * Finds the rows again that were held out of a training, so that another version is scored on exactly these.
 *
 * @param record - from the manifest of the training
 * @param path - where the data are now: those that `record.data` describes
 * @param shownAs - what messages call them. @default the path
 * @throws HeldOutRowsGone if the data are others than those of the training, or give other rows
 * @throws DataError if they cannot be read
 * @example
 * const { rows, reading } = await heldOutRows(manifest.data.split, 'data/train.csv');
 * const { columns } = await readColumns('data/train.csv', { ...reading, features, targets });
 * const heldOut = encodeColumns(spec, columns, rowCount); // of which `rows` are to be scored
 */
export async function heldOutRows(
  record: HeldOutRecord,
  path: string,
  shownAs?: string,
): Promise<HeldOutRows> {
  const shown = shownAs ?? path;
  const { sha256 } = await fingerprint(path);
  if (sha256 !== record.data.sha256) {
    throw new HeldOutRowsGone(
      shown,
      `other data than were trained on: the fingerprint is ${sha256.slice(0, 12)}, and was ${record.data.sha256.slice(0, 12)}. Give ${record.data.path} as it was.`,
    );
  }
  const reading = { ...readingOf(record.data), ...(shownAs !== undefined && { shownAs }) };
  const rows = (await rowsBy(record, path, shown, reading)).slice().sort();
  if (rows.length !== record.rows || rowsSha256(rows) !== record.rows_sha256) {
    throw new HeldOutRowsGone(
      shown,
      `the rule gives other rows than were held out: ${rows.length} of them, and there were ${record.rows}. Score with the program that trained.`,
    );
  }
  return { rows, reading };
}

async function rowsBy(
  record: HeldOutRecord,
  path: string,
  shown: string,
  reading: FileOptions,
): Promise<Uint32Array> {
  if (record.rule === 'none') return new Uint32Array();
  const read = (label: unknown) => (label === undefined ? null : labelSchema.parse(label));
  const [stratifiedBy, among] = [read(record.stratified_by), read(record.among)];
  const label = stratifiedBy ?? among;
  const table = await readColumns(path, {
    ...reading,
    features: [],
    targets: label ? [{ kind: 'label', name: 'label', allPositive: among !== null, ...label }] : [],
    ...(record.rule !== 'file' && columnsOfSplit(record)),
  });
  if (record.rule === 'file') return allRows(table.rowCount);
  const labels = table.targets.get('label') ?? null;
  if (labels === null || among === null) return splitTable(record, shown, table, labels).validation;
  const positives = allRows(table.rowCount).filter(row => labels[row] === 1);
  return splitAmong(record, shown, table, positives).validation;
}

function readingOf({ where, format, encoding }: HeldOutData): FileOptions {
  return {
    ...(where !== undefined && { where }),
    ...(format !== undefined && isFormat(format) && { format }),
    ...(encoding !== undefined && { encoding }),
  };
}

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS_BY_NAME, name);
}

/** Big and little machines tell the same rows alike. */
function rowsSha256(rows: Uint32Array): string {
  const hash = createHash('sha256');
  const block = Buffer.alloc(Uint32Array.BYTES_PER_ELEMENT * HASHED_ROWS);
  const rising = rows.slice().sort();
  for (let begin = 0; begin < rising.length; begin += HASHED_ROWS) {
    const part = rising.subarray(begin, begin + HASHED_ROWS);
    part.forEach((row, i) => block.writeUInt32LE(row, i * Uint32Array.BYTES_PER_ELEMENT));
    hash.update(block.subarray(0, part.byteLength));
  }
  return hash.digest('hex');
}

/** So many at a time. */
const HASHED_ROWS = 16_384;
