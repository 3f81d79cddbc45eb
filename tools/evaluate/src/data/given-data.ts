import { stat } from 'node:fs/promises';
import type { Manifest } from '@reckit/artifacts';
import { isObjectAddress, type FileOptions } from '@reckit/data';
import {
  BadTrainingData,
  openPath,
  openSource,
  type DataConsole,
  type OpenedData,
  type TrainingData,
} from '@reckit/training-data';
import { CannotEvaluate } from '../errors';
import type { EvaluateFlags } from '../evaluate-flags';

/** The data that two versions are measured on, in files of this machine. */
export type GivenData =
  /** Those that flags name, or those that the new version says it held something out of. */
  | { readonly from: 'flags' | 'record'; readonly data: TrainingData }
  /** Nobody names any, and no file is needed or known. */
  | { readonly from: 'nowhere' };

/**
 * Runs `use` with the data that flags name or, where they name none, that the new version held something out of; they are
 * there as long as it runs.
 *
 * @throws CannotEvaluate, DataError, and what `use` throws
 */
export async function withGivenData<T>(
  manifest: Manifest,
  flags: EvaluateFlags,
  console: DataConsole,
  use: (given: GivenData) => Promise<T>,
): Promise<T> {
  try {
    const isNamed = flags.data !== undefined || flags.dataSource !== 'file';
    const recorded = isNamed ? null : recordedData(manifest);
    if (!isNamed && flags.where !== undefined) {
      throw new CannotEvaluate(
        '--where takes some rows of data that --data names, and what was held out is measured whole: name data, or tell its rows apart with --by.',
      );
    }
    if (!isNamed && recorded === null) return await use({ from: 'nowhere' });
    const opened = await (recorded === null
      ? openNamed(flags, console)
      : openRecorded(recorded, manifest, flags, console));
    try {
      return await use({ from: isNamed ? 'flags' : 'record', data: opened });
    } finally {
      await opened.release();
    }
  } catch (error) {
    throw error instanceof BadTrainingData ? new CannotEvaluate(error.message) : error;
  }
}

function openNamed(flags: EvaluateFlags, console: DataConsole): Promise<OpenedData> {
  const { data: path, format } = flags;
  return openSource({ flag: '--data', path, ...(format !== undefined && { format }) }, flags, console);
}

/** Where a manifest says that something was held out of; null where nothing was. */
function recordedData({ data: { split }, finds }: Manifest): string | null {
  if (split !== undefined) return split.rule === 'none' ? null : split.data.path;
  return finds?.what === 'next_items' ? (finds.held_out?.data.path ?? null) : null;
}

async function openRecorded(
  path: string,
  { version, data }: Manifest,
  flags: EvaluateFlags,
  console: DataConsole,
): Promise<OpenedData> {
  if (isObjectAddress(path) || (await isHere(path))) return openPath(path, flags, console);
  throw new CannotEvaluate(
    path === data['path'] && isDatabase(data['origin'])
      ? `${version} was trained on ${path}: say how the database is reached, with --data-source and the flags of its training.`
      : `${version} held something out of ${path}, and there is no such file here. Say where it is now with --data, or name data that it was not trained on.`,
  );
}

/** Whether rows came from a database, as a manifest has it. */
function isDatabase(origin: unknown): boolean {
  if (typeof origin !== 'object' || origin === null || !('source' in origin)) return false;
  return origin.source === 'mysql' || origin.source === 'doris';
}

/** Whether a path names something here; a pattern tells by itself what it misses. */
async function isHere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => /[*?[{]/.test(path),
  );
}

/** How a file is read, as a manifest has it; what data from elsewhere are called stays. */
export function readAs(data: TrainingData, recorded: FileOptions): TrainingData {
  const { shownAs, shownRoot } = data.options;
  return {
    ...data,
    options: {
      ...(shownAs !== undefined && { shownAs }),
      ...(shownRoot !== undefined && { shownRoot }),
      ...recorded,
    },
  };
}
