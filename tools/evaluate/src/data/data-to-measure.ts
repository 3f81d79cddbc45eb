import { stat } from 'node:fs/promises';
import type { HeldOutEntry } from '@reckit/artifacts';
import { fingerprint, heldOutRows, type FileOptions } from '@reckit/data';
import { CannotEvaluate } from '../errors';
import type { EvaluateFlags } from '../evaluate-flags';
import type { OpenVersion, Versions } from '../score/open-version';

/** What both versions are measured on. */
export interface DataToMeasure {
  readonly path: string;
  /** What results call it. */
  readonly shown: string;
  readonly sha256: string;
  readonly reading: FileOptions;
  /** Rising, from 0; null for all rows. */
  readonly rows: Uint32Array | null;
  /** What a person should know of them, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The rows that the new version held out of its training or, where other data are named, all rows of these.
 *
 * @throws CannotEvaluate, DataError
 */
export async function dataToMeasure(
  { challenger, current }: Versions,
  { data }: Pick<EvaluateFlags, 'data'>,
): Promise<DataToMeasure> {
  const record = challenger.manifest.data.split;
  if (data === undefined) return heldOutBy(recordedRows(challenger), current, await recordedFile(challenger));
  const { sha256 } = await fingerprint(data);
  if (record !== undefined && record.rule !== 'none' && sha256 === record.data.sha256) {
    return heldOutBy(record, current, data);
  }
  if (sha256 === challenger.manifest.data['sha256']) {
    throw new CannotEvaluate(
      `${data} is what ${challenger.version} was trained on, which tells nothing of it. Name data that it was not trained on with --data.`,
    );
  }
  const notes = sha256 === current?.manifest.data['sha256'] ? [learntBefore(current, 'these rows')] : [];
  return { path: data, shown: data, sha256, reading: {}, rows: null, notes };
}

function recordedRows({ version, manifest: { model, data } }: OpenVersion): HeldOutEntry {
  const reason =
    data.split === undefined
      ? 'does not tell which rows it held out'
      : data.split.rule === 'none'
        ? 'held nothing out (--split none)'
        : null;
  if (data.split !== undefined && reason === null) return data.split;
  throw new CannotEvaluate(
    `${model} ${version} ${reason}. Name data that it was not trained on with --data.`,
  );
}

/** The file that holds what was held out, where the training found it. */
async function recordedFile(challenger: OpenVersion): Promise<string> {
  const { path } = recordedRows(challenger).data;
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere || /[*?[{]/.test(path)) return path;
  throw new CannotEvaluate(
    `${challenger.version} held out rows of ${path}, and there is no such file here. Say where it is now with --data, or name data that it was not trained on.`,
  );
}

async function heldOutBy(
  record: HeldOutEntry,
  current: OpenVersion | null,
  path: string,
): Promise<DataToMeasure> {
  const { rows, reading } = await heldOutRows(record, path);
  const { sha256 } = record.data;
  const notes = current && hasLearnt(current, record) ? [learntBefore(current, 'some of these rows')] : [];
  return { path, shown: path, sha256, reading, rows, notes };
}

/** Whether a version was trained on rows that another one held out, as far as that can be told. */
function hasLearnt({ manifest: { data } }: OpenVersion, { data: held, rows_sha256 }: HeldOutEntry): boolean {
  return data['sha256'] === held.sha256 && data.split?.rows_sha256 !== rows_sha256;
}

function learntBefore({ version }: OpenVersion, what: string): string {
  return `The current version ${version} was trained on ${what}, and looks better on them than it is.`;
}
