import { stat } from 'node:fs/promises';
import {
  isObjectAddress,
  openObjects,
  storeSettings,
  type DatabaseKind,
  type FileOptions,
  type FormatName,
  type Snapshot,
} from '@reckit/data';
import { BadTrainingData } from '../errors';
import { cacheFolder } from './cache-folder';
import type { DataConsole } from './data-console';
import type { DataOfModel } from './data-of-model';
import type { DataFlags, SourceFlags } from './data-flags';
import { assertNoRowsAskedFor, databaseSettings } from './database-settings';
import { DownloadProgress } from './download-progress';
import { readDatabase } from './read-database';
import type { TrainingData } from './training-data';

/** The flags that say what stands in for data that are not there. */
export interface SampleFlags {
  /** False with `--no-gen`. */
  readonly gen: boolean;
  readonly features?: string;
}

/** Data that are there, and what gives them back. */
export interface OpenedData extends TrainingData {
  release(): Promise<void>;
}

/**
 * Brings the data of a run to this machine. A path that was typed must exist; the default one is filled with sample data,
 * and said so.
 *
 * @throws DataError, BadTrainingData
 */
export async function openData<Flags>(
  model: DataOfModel<Flags>,
  flags: DataFlags & SampleFlags & Flags,
  console: DataConsole,
): Promise<OpenedData> {
  const typed = flags.dataPath ?? flags.data ?? model.dataPathOf?.(flags);
  const { dataSource, format } = flags;
  if (typed === undefined && dataSource === 'file') {
    assertNoRowsAskedFor(dataSource, flags);
    return ofFile(await defaultFile(model, flags, console), flags, format);
  }
  return openSource(
    { flag: '--data-path', path: typed, ...(format !== undefined && { format }) },
    flags,
    console,
  );
}

/** What a flag names. */
export interface NamedData {
  /** The flag, for messages. */
  readonly flag: string;
  /** Undefined for rows of a database. */
  readonly path: string | undefined;
  readonly format?: FormatName;
}

/**
 * Brings data to this machine from where flags say they are.
 *
 * @throws DataError, BadTrainingData
 */
export async function openSource(
  { flag, path, format }: NamedData,
  flags: SourceFlags,
  console: DataConsole,
): Promise<OpenedData> {
  const { dataSource } = flags;
  if (dataSource === 'mysql' || dataSource === 'doris') {
    if (path === undefined) return ofDatabase(dataSource, flags, console);
    throw new BadTrainingData(
      `${flag} ${path} names a file, but the data come from --data-source ${dataSource}. Give one of them.`,
    );
  }
  assertNoRowsAskedFor(dataSource, flags);
  if (path === undefined) {
    throw new BadTrainingData(`--data-source ${dataSource} needs the object: ${flag} s3://bucket/key.`);
  }
  if (dataSource === 'oss' || isObjectAddress(path)) {
    return ofSnapshot(await downloaded(path, flags, console), fileOptions(flags, format));
  }
  return ofFile(localPath(path), flags, format);
}

/**
 * Brings data to this machine that are named by a path or an address of their own, beside those of the run, and read as
 * these are.
 *
 * @throws DataError, BadTrainingData
 */
export async function openPath(typed: string, flags: DataFlags, console: DataConsole): Promise<OpenedData> {
  if (!isObjectAddress(typed)) return ofFile(localPath(typed), flags, flags.format);
  return ofSnapshot(await downloaded(typed, flags, console), fileOptions(flags, flags.format));
}

function ofFile(path: string, flags: SourceFlags, format: FormatName | undefined): OpenedData {
  const options = fileOptions(flags, format);
  return { path, shown: path, options, origin: null, release: () => Promise.resolve() };
}

function fileOptions({ encoding, where }: SourceFlags, format: FormatName | undefined): FileOptions {
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
async function ofDatabase(kind: DatabaseKind, flags: SourceFlags, console: DataConsole): Promise<OpenedData> {
  const snapshot = await readDatabase(databaseSettings(kind, flags, process.env), console);
  return ofSnapshot(snapshot, flags.where === undefined ? {} : { where: flags.where });
}

async function downloaded(address: string, flags: SourceFlags, console: DataConsole): Promise<Snapshot> {
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

/** @throws BadTrainingData for the address of something that is not read here */
function localPath(typed: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(typed) ?? [];
  if (scheme === undefined) return typed;
  throw new BadTrainingData(
    `${typed}: data are not read from ${scheme}://. Name a file, or objects as s3://, oss:// or cos://bucket/key.`,
  );
}

async function defaultFile<Flags>(
  model: DataOfModel<Flags>,
  flags: SampleFlags,
  console: DataConsole,
): Promise<string> {
  const file = model.defaultDataPath;
  if (await exists(file)) return file;
  if (!flags.gen) {
    throw new BadTrainingData(
      `${file}: no such file, and --no-gen forbids sample data. Name your data with --data-path.`,
    );
  }
  if (flags.features !== undefined) {
    throw new BadTrainingData(
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
