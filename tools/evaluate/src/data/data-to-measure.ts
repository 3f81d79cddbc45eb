import type { HeldOutEntry } from '@reckit/artifacts';
import { fingerprint, heldOutRows, type FileOptions } from '@reckit/data';
import type { TrainingData } from '@reckit/training-data';
import { CannotEvaluate } from '../errors';
import type { OpenVersion, Versions } from '../score/open-version';
import { isTrainedOn } from './is-trained-on';
import { readAs, type GivenData } from './given-data';

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
  given: GivenData,
): Promise<DataToMeasure> {
  if (given.from === 'nowhere') throw new CannotEvaluate(nothingHeldOut(challenger));
  const { data, from } = given;
  const record = challenger.manifest.data.split;
  const { sha256 } = await fingerprint(data.path);
  if (record !== undefined && record.rule !== 'none') {
    const isRecorded = from === 'record' || (sha256 === record.data.sha256 && hasSameRows(data, record));
    if (isRecorded) return heldOutBy(record, current, data);
  }
  if (isTrainedOn(challenger, sha256, data)) {
    throw new CannotEvaluate(
      `${data.shown} is what ${challenger.version} was trained on, which tells nothing of it. Name data that it was not trained on with --data.`,
    );
  }
  return {
    path: data.path,
    shown: data.shown,
    sha256,
    reading: data.options,
    rows: null,
    notes: [
      ...(challenger.manifest.data['sha256'] === sha256 ? [toldApartByWhere(challenger)] : []),
      ...(current && isTrainedOn(current, sha256, data) ? [learntBefore(current, 'these rows')] : []),
    ],
  };
}

/** Whether a condition that was given is that of the rows that were parted. */
function hasSameRows({ options }: TrainingData, { data }: HeldOutEntry): boolean {
  return options.where === undefined || options.where === data.where;
}

function nothingHeldOut({ version, manifest: { model, data } }: OpenVersion): string {
  const reason =
    data.split === undefined ? 'does not tell which rows it held out' : 'held nothing out (--split none)';
  return `${model} ${version} ${reason}. Name data that it was not trained on with --data.`;
}

async function heldOutBy(
  record: HeldOutEntry,
  current: OpenVersion | null,
  data: TrainingData,
): Promise<DataToMeasure> {
  const { path, shown } = data;
  const { rows, reading } = await heldOutRows(record, path, data.options.shownAs);
  const { sha256 } = record.data;
  const notes = current && hasLearnt(current, record) ? [learntBefore(current, 'some of these rows')] : [];
  return { path, shown, sha256, reading: readAs(data, reading).options, rows, notes };
}

/** Whether a version was trained on rows that another one held out, as far as that can be told. */
function hasLearnt({ manifest: { data } }: OpenVersion, { data: held, rows_sha256 }: HeldOutEntry): boolean {
  return data['sha256'] === held.sha256 && data.split?.rows_sha256 !== rows_sha256;
}

function toldApartByWhere({ version }: OpenVersion): string {
  return `${version} was trained on these data, of which nothing but --where tells other rows apart.`;
}

function learntBefore({ version }: OpenVersion, what: string): string {
  return `The current version ${version} was trained on ${what}, and looks better on them than it is.`;
}
