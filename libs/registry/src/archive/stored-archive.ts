import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ObjectStoreError, openObjects, putObject, type ObjectStoreSettings } from '@reckit/data';
import { sha256OfFile } from '@reckit/artifacts';
import { BadArchive } from '../errors';
import type { PackedArchive } from '../file/describe-version';
import { bucketFolder } from '../stored/bucket-folder';
import { ARCHIVE_FILE } from './pack-version';

/** Beside the archive, as `sha256sum` writes it. It comes last, so that an archive that has one is whole. */
const CHECKSUM_SUFFIX = '.sha256';
/** Versions are fetched one at a time, each into a folder of its own. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** A store, as the user described it. */
export interface ArchiveStore {
  readonly settings: ObjectStoreSettings;
  /** Where files are put for the time being, on the disk that they are for. */
  readonly workFolder: string;
  onProgress?(done: number, total: number): void;
}

/**
 * The address of a version in a bucket: `s3://bucket/[prefix/]{model}/{version}/model.tar.gz`.
 *
 * @param bucket - its name, or `oss://name` and `cos://name`
 */
export function archiveAddress(bucket: string, prefix: string, model: string, version: string): string {
  return archiveIn(bucketFolder(bucket, prefix), model, version);
}

/** The address of a version below a folder of a bucket. @param folder - as `bucketFolder` gives it */
export function archiveIn(folder: string, model: string, version: string): string {
  return [folder, model, version, ARCHIVE_FILE].join('/');
}

/**
 * Uploads an archive and its checksum, unless they are there.
 *
 * @returns whether there was anything to upload
 * @throws DataError; BadArchive if another one is there: a version never changes
 */
export async function storeArchive(
  archive: PackedArchive & { readonly file: string },
  address: string,
  store: ArchiveStore,
): Promise<boolean> {
  const { sha256, file } = archive;
  const stored = await storedChecksum(address, store);
  if (stored === sha256) return false;
  if (stored !== null) {
    throw new BadArchive(
      `${address} is there with another content (sha256 ${stored}), and a version never changes: register under another version.`,
    );
  }
  const { settings, onProgress } = store;
  await putObject({ address, store: settings, content: { file }, metadata: { sha256 }, onProgress });
  const content = `${sha256}  ${ARCHIVE_FILE}\n`;
  await putObject({ address: `${address}${CHECKSUM_SUFFIX}`, store: settings, content });
  return true;
}

/**
 * Downloads an archive and verifies its checksum.
 *
 * @param sha256 - what the registry says; null for what the store says
 * @throws DataError; BadArchive if it is not the one that was registered
 */
export async function fetchArchive(
  address: string,
  to: string,
  sha256: string | null,
  store: ArchiveStore,
): Promise<PackedArchive> {
  const expected = sha256 ?? (await storedChecksum(address, store));
  if (expected === null) {
    throw new BadArchive(
      `${address} has no checksum beside it (${ARCHIVE_FILE}${CHECKSUM_SUFFIX}): its registration did not end; run register again.`,
    );
  }
  return withObject(address, store, async file => {
    const actual = await sha256OfFile(file);
    if (actual !== expected) {
      throw new BadArchive(
        `${address} does not have the checksum that was registered: it is damaged or was replaced; register it again as another version.`,
      );
    }
    const { size } = await stat(file);
    await rename(file, to);
    return { sha256: actual, bytes: size };
  });
}

/** The checksum of an archive that is whole in its store; null where there is none. @throws DataError, BadArchive */
export async function storedChecksum(address: string, store: ArchiveStore): Promise<string | null> {
  const checksum = `${address}${CHECKSUM_SUFFIX}`;
  try {
    const text = await withObject(checksum, { ...store, onProgress: undefined }, file =>
      readFile(file, 'utf8'),
    );
    const [sha256] = /^[0-9a-f]{64}(?=\s)/.exec(text) ?? [];
    if (sha256 !== undefined) return sha256;
  } catch (error) {
    if (error instanceof ObjectStoreError && error.problem === 'no-object') return null;
    throw error;
  }
  throw new BadArchive(`${checksum} is no checksum: remove it and run register again.`);
}

/** Downloads an object into a folder of its own, which goes afterwards with what is left in it. */
async function withObject<T>(
  address: string,
  { settings, workFolder, onProgress }: ArchiveStore,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(workFolder, 'fetched-'));
  try {
    const snapshot = await openObjects({
      address,
      store: settings,
      cache: { folder, maxBytes: NO_LIMIT },
      onProgress,
    });
    try {
      return await use(snapshot.path);
    } finally {
      await snapshot.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
