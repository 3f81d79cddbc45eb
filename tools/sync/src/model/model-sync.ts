import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  CorruptPackage,
  MANIFEST_FILE,
  MissingModel,
  parseLabels,
  promote,
  readCurrentVersion,
  readLabels,
  verifyPackage,
  writeLabels,
  type Labels,
} from '@reckit/artifacts';
import { isExpected, type Report } from '@reckit/command-line';
import type { ObjectStoreSettings } from '@reckit/data';
import {
  archiveIn,
  BadArchive,
  fetchVersion,
  findVersion,
  presentVersions,
  removableVersions,
  removeVersionFolder,
  verifyRegistered,
  type RegisteredVersion,
  type Registry,
} from '@reckit/registry';
import { toBeThere, wantedVersions, type Choice, type WantedVersions } from './wanted-versions';

/** Where versions come from, and where they go. */
export interface SyncPlaces {
  readonly modelDir: string;
  /** `s3://bucket/prefix` */
  readonly bucketFolder: string;
  readonly store: ObjectStoreSettings;
  readonly choice: Choice;
  readonly maxBytes: number;
  readonly keep: number;
}

/** What has become of a model at one look. */
export interface SyncedModel {
  readonly model: string;
  /** The version that is named now; null for none. */
  readonly version: string | null;
  /** The one that was named before. */
  readonly previous: string | null;
  /** Whether the registry asks for one. */
  readonly isDeployed: boolean;
  readonly fetched: readonly string[];
  readonly removed: readonly string[];
  /** Why some of it is not as the registry says, a line each. */
  readonly problems: readonly string[];
}

/** Brings the folder of one model to what the registry says. */
export class ModelSync {
  /** Versions whose files were read and found to be what was registered, in this process. */
  readonly #verified = new Set<string>();
  readonly #folder: string;
  readonly #workFolder: string;

  constructor(
    readonly model: string,
    private readonly places: SyncPlaces,
    private readonly report: Report,
  ) {
    this.#folder = path.join(places.modelDir, model);
    this.#workFolder = path.join(places.modelDir, `.sync-${model}`);
  }

  /**
   * Fetches what is wanted and not there, then names the current version and the labels, each in one step, then removes what
   * is old. Whatever ends it in between, what is named is there and whole. A version that cannot be had keeps no other from
   * being fetched, and what was named stays named.
   */
  async bring(registry: Registry): Promise<SyncedModel> {
    const { model, places, report } = this;
    // What a run that was killed has left there is nobody's, also where it had fetched all that is wanted.
    await rm(this.#workFolder, { recursive: true, force: true });
    const wanted = wantedVersions(registry, model, places.choice);
    const problems: string[] = [];
    const { fetched, present } = await this.#fetchMissing(wanted, registry, problems);
    const previous = await readCurrentVersion(places.modelDir, model).catch(() => null);
    const isNamed = wanted.current !== null && present.has(wanted.current);
    if (isNamed && wanted.current !== null && wanted.current !== previous) {
      await promote(places.modelDir, model, wanted.current);
      report.fact('Names', `${model} ${previous ?? '(none)'} → ${wanted.current}`);
    }
    const version = isNamed ? wanted.current : previous;
    if (version !== null || present.size > 0) await this.#label(wanted, present, problems);
    const hasChanged = fetched.length > 0 || version !== previous;
    const removed = hasChanged && problems.length === 0 ? await this.#removeOld(wanted) : [];
    return { model, version, previous, isDeployed: wanted.current !== null, fetched, removed, problems };
  }

  async #fetchMissing(
    wanted: WantedVersions,
    registry: Registry,
    problems: string[],
  ): Promise<{ readonly fetched: readonly string[]; readonly present: ReadonlySet<string> }> {
    const fetched: string[] = [];
    const present = new Set<string>();
    for (const version of toBeThere(wanted)) {
      const registered = findVersion(registry, this.model, version);
      try {
        const state = await this.#stateOf(version, registered);
        if (state !== 'whole') {
          await this.#fetch(version, registered);
          fetched.push(version);
        }
        this.#verified.add(version);
        present.add(version);
      } catch (error) {
        if (!isExpected(error)) throw error;
        problems.push(error.message);
      }
    }
    return { fetched, present };
  }

  async #stateOf(
    version: string,
    registered: RegisteredVersion | null,
  ): Promise<'whole' | 'missing' | 'damaged'> {
    const dir = path.join(this.#folder, version);
    if (this.#verified.has(version)) {
      const isThere = await stat(path.join(dir, MANIFEST_FILE)).then(
        () => true,
        () => false,
      );
      return isThere ? 'whole' : 'missing';
    }
    try {
      const manifest = await verifyPackage(dir, this.model);
      if (registered) verifyRegistered(dir, manifest, registered);
      return 'whole';
    } catch (error) {
      if (error instanceof MissingModel) return 'missing';
      if (!(error instanceof CorruptPackage || error instanceof BadArchive)) throw error;
      this.report.warn(`${error.message} It is fetched anew.`);
      return 'damaged';
    }
  }

  async #fetch(version: string, registered: RegisteredVersion | null): Promise<void> {
    const { modelDir, bucketFolder, store, maxBytes } = this.places;
    const { model, report } = this;
    const workFolder = this.#workFolder;
    const source = archiveIn(bucketFolder, model, version);
    await mkdir(workFolder, { recursive: true });
    try {
      const request = { model, version, modelDir, source, registered, maxBytes, workFolder };
      await fetchVersion({ ...request, store: () => store, replaces: true });
      report.fact('Fetched', `${model} ${version} from ${source}`);
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  }

  /** A label goes on meaning nothing until its version is there. */
  async #label({ labels }: WantedVersions, present: ReadonlySet<string>, problems: string[]): Promise<void> {
    const { model, places, report } = this;
    const after = Object.fromEntries(
      Object.entries(labels).filter(([, { version }]) => present.has(version)),
    );
    const before = await readLabels(places.modelDir, model).catch(() => null);
    if (before !== null && isDeepStrictEqual(before, after)) return;
    try {
      parseLabels(
        JSON.stringify({ labels: after }),
        `${places.bucketFolder}/registry.json: labels of ${model}`,
      );
    } catch (error) {
      if (!(error instanceof CorruptPackage)) throw error;
      problems.push(error.message);
      return;
    }
    await writeLabels(places.modelDir, model, after);
    report.fact('Labels', `${model}: ${shownLabels(after)}`);
  }

  async #removeOld(wanted: WantedVersions): Promise<readonly string[]> {
    const needed = new Set([...toBeThere(wanted), ...(wanted.before === null ? [] : [wanted.before])]);
    const present = await presentVersions(this.#folder);
    const removable = removableVersions(present, this.places.keep, needed);
    for (const version of removable) {
      await removeVersionFolder(this.#folder, version);
      this.#verified.delete(version);
      this.report.fact('Removed', `${this.model} ${version}`);
    }
    return removable;
  }
}

function shownLabels(labels: Labels): string {
  const shown = Object.entries(labels).map(
    ([label, { version, share = 0 }]) => `${label} ${version} ${share} %`,
  );
  return shown.length === 0 ? 'none' : shown.join(', ');
}
