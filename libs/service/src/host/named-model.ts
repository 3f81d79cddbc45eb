import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { currentVersionWrittenAt, isVersionName, listVersions, readCurrentVersion } from '@reckit/artifacts';
import { locate, type ModelRequest } from '@reckit/inference';

/** What a model directory names at a moment; texts that are compared, and mean nothing beyond that. */
export interface NamedModel {
  readonly layout: 'package' | 'flat';
  /** The version that is named; null where none is, or in a flat directory, which has no versions. */
  readonly version: string | null;
  /** Another one whenever another model would be loaded; null where nothing can be loaded now. */
  readonly identity: string | null;
  /** Another one whenever a version was named anew, be it the same one; null where that cannot be told. */
  readonly wish: string | null;
  /** Another one whenever any of the files has changed that a load would read. */
  readonly files: string;
}

/** Files of a package whose changes are seen: a package of ours has half a dozen. */
const MAX_FILES = 100;
/** A larger manifest is told apart by size and time alone, so that the service does not stand still for it. */
const MAX_HASHED_BYTES = 1024 * 1024;

/** So many digests are remembered; there are rarely more versions of a model that are looked at. */
const MAX_MANIFESTS = 200;

/** Looks up what a model directory names. It reads next to nothing, and never a model. */
export class ModelDirectory {
  /** The digests of manifests by their files, and of which content each was. */
  readonly #manifests = new Map<string, { readonly signature: string; readonly digest: string }>();

  /** @param request - which model; its version is the one that `MODEL_VERSION` names */
  constructor(private readonly request: ModelRequest) {}

  /** What is named now. */
  async look(): Promise<NamedModel> {
    const { modelDir, name, version: fixed, flat } = this.request;
    const location = await locate(this.request).catch(() => null);
    if (location?.layout === 'flat' && flat) {
      const names = [...flat.modelFiles, flat.metaFile, flat.scalerFile];
      const files = await signaturesOf(names.map(file => path.join(modelDir, file)));
      return { layout: 'flat', version: null, identity: files, wish: files, files };
    }
    const text = fixed ?? (await readCurrentVersion(modelDir, name).catch(() => null));
    const version = text !== null && isVersionName(text) ? text : null;
    const writtenAt = fixed === null ? await currentVersionWrittenAt(modelDir, name) : 0;
    const wish = version === null || writtenAt === null ? null : `${version} ${writtenAt}`;
    const identity = version === null ? null : await this.identityOf(version);
    const files = `${text ?? ''} ${writtenAt ?? ''} ${version === null ? '' : await this.filesOf(version)}`;
    return { layout: 'package', version, identity, wish, files };
  }

  /** The identity of a version, which may be another one than is named; null where it has no manifest. */
  async identityOf(version: string): Promise<string | null> {
    const file = this.#manifestOf(version);
    const signature = await signatureOf(file);
    if (signature === ABSENT) return null;
    const known = this.#manifests.get(file);
    if (known?.signature === signature) return `${version} ${known.digest}`;
    const digest = await digestOf(file).catch(() => null);
    if (digest === null) return null;
    if (this.#manifests.size >= MAX_MANIFESTS) this.#manifests.clear();
    this.#manifests.set(file, { signature, digest });
    return `${version} ${digest}`;
  }

  /** The versions that have a manifest and come last by their names, the last one at the end; `v10` comes after `v9`. */
  async newest(count: number): Promise<readonly string[]> {
    if (count === 0) return [];
    const { modelDir, name } = this.request;
    const versions = await listVersions(path.join(modelDir, name)).catch(() => []);
    const newest: string[] = [];
    for (const version of versions.sort((one, other) => BY_NAME.compare(other, one))) {
      if (newest.length === count) break;
      // A folder without one is no version yet.
      if ((await signatureOf(this.#manifestOf(version))) !== ABSENT) newest.unshift(version);
    }
    return newest;
  }

  /** All versions that have a manifest, by their names. */
  present(): Promise<readonly string[]> {
    return this.newest(Infinity);
  }

  /** Another text whenever a file of the version has changed. */
  async filesOf(version: string): Promise<string> {
    const folder = path.join(this.request.modelDir, this.request.name, version);
    const names = await readdir(folder).catch(() => []);
    return signaturesOf(
      names
        .sort()
        .slice(0, MAX_FILES)
        .map(name => path.join(folder, name)),
    );
  }

  #manifestOf(version: string): string {
    return path.join(this.request.modelDir, this.request.name, version, 'manifest.json');
  }
}

const ABSENT = 'absent';
const BY_NAME = new Intl.Collator('en', { numeric: true });

async function signaturesOf(files: readonly string[]): Promise<string> {
  return (await Promise.all(files.map(signatureOf))).join(' ');
}

async function signatureOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    return ABSENT;
  }
}

/** Tells by the content whether a manifest is another one: some volumes give a file a new number now and then. */
async function digestOf(file: string): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile() || stats.size > MAX_HASHED_BYTES) return `${stats.size}:${stats.mtimeMs}`;
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
