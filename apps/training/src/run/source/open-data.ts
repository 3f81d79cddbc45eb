import { stat } from 'node:fs/promises';
import {
  isObjectAddress,
  openObjects,
  type DatabaseKind,
  type FileOptions,
  type Snapshot,
} from '@reckit/data';
import type { Console } from '../console';
import { BadTrainingRun } from '../errors';
import type { CommonFlags, TrainingModel } from '../training-model';
import { cacheFolder } from './cache-folder';
import type { DataFlags } from './data-flags';
import { assertNoRowsAskedFor, databaseSettings } from './database-settings';
import { DownloadProgress } from './download-progress';
import { readDatabase } from './read-database';
import { storeSettings } from './store-settings';
import type { TrainingData } from './training-data';

/** Data that are there, and what gives them back. */
export interface OpenedData extends TrainingData {
  release(): Promise<void>;
}

/**
 * Brings the data of a run to this machine. A path that was typed must exist; the default one is filled with sample data,
 * and said so.
 *
 * @throws DataError, BadTrainingRun
 */
export async function openData<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags & Flags,
  console: Console,
): Promise<OpenedData> {
  const typed = flags.dataPath ?? flags.data ?? model.dataPathOf?.(flags);
  const { dataSource } = flags;
  if (dataSource === 'mysql' || dataSource === 'doris') return ofDatabase(dataSource, flags, console);
  assertNoRowsAskedFor(dataSource, flags);
  if (dataSource === 'oss' || (typed !== undefined && isObjectAddress(typed))) {
    if (typed === undefined) {
      throw new BadTrainingRun('--data-source oss needs the object: --data-path s3://bucket/key.');
    }
    return ofSnapshot(await downloaded(typed, flags, console), fileOptions(flags));
  }
  return ofFile(typed === undefined ? await defaultFile(model, flags, console) : localPath(typed), flags);
}

/**
 * Brings data to this machine that are named by a path or an address of their own, beside those of the run, and read as
 * these are.
 *
 * @throws DataError, BadTrainingRun
 */
export async function openPath(typed: string, flags: DataFlags, console: Console): Promise<OpenedData> {
  if (!isObjectAddress(typed)) return ofFile(localPath(typed), flags);
  return ofSnapshot(await downloaded(typed, flags, console), fileOptions(flags));
}

function ofFile(path: string, flags: DataFlags): OpenedData {
  return { path, shown: path, options: fileOptions(flags), origin: null, release: () => Promise.resolve() };
}

function fileOptions({ encoding, format, where }: DataFlags): FileOptions {
  return {
    ...(encoding !== undefined && { encoding }),
    ...(format !== undefined && { format }),
    ...(where !== undefined && { where }),
  };
}

/** Data from elsewhere, read where they lie and called as they were asked for. */
function ofSnapshot({ path, shown, root, origin, release }: Snapshot, options: FileOptions): OpenedData {
  return {
    path,
    shown,
    options: { ...options, shownAs: shown, ...(root !== undefined && { shownRoot: root }) },
    origin,
    release,
  };
}

/** Rows in a file of our own making, whose format and encoding nobody has to tell. */
async function ofDatabase(kind: DatabaseKind, flags: DataFlags, console: Console): Promise<OpenedData> {
  const typed = flags.dataPath ?? flags.data;
  if (typed !== undefined) {
    throw new BadTrainingRun(
      `--data-path ${typed} names a file, but the data come from --data-source ${kind}. Give one of them.`,
    );
  }
  const snapshot = await readDatabase(databaseSettings(kind, flags, process.env), console);
  return ofSnapshot(snapshot, flags.where === undefined ? {} : { where: flags.where });
}

async function downloaded(address: string, flags: DataFlags, console: Console): Promise<Snapshot> {
  const progress = new DownloadProgress(console);
  try {
    return await openObjects({
      address,
      store: storeSettings(flags, process.env),
      cache: { folder: cacheFolder(flags.cacheDir, process.env), maxBytes: flags.cacheSize },
      onProgress: (done, total) => progress.show(done, total),
      onWait: () => console.fact('Download', 'another process is downloading the same; waiting for it'),
    });
  } finally {
    progress.end();
  }
}

/** @throws BadTrainingRun for the address of something that is not read here */
function localPath(typed: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(typed) ?? [];
  if (scheme === undefined) return typed;
  throw new BadTrainingRun(
    `${typed}: data are not read from ${scheme}://. Name a file, or objects as s3://, oss:// or cos://bucket/key.`,
  );
}

async function defaultFile<Flags>(
  model: TrainingModel<Flags>,
  flags: CommonFlags,
  console: Console,
): Promise<string> {
  const file = model.defaultDataPath;
  if (await exists(file)) return file;
  if (!flags.gen) {
    throw new BadTrainingRun(
      `${file}: no such file, and --no-gen forbids sample data. Name your data with --data-path.`,
    );
  }
  if (flags.features !== undefined) {
    throw new BadTrainingRun(
      `${file}: no such file, and sample data would not have the features of ${flags.features}. Name your data with --data-path.`,
    );
  }
  await model.writeSampleData(file);
  console.fact('Sample data', `${file} was missing; seeded sample data has been written there`);
  return file;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
