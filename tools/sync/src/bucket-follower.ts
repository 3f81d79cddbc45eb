import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readCurrentVersion, readManifest } from '@reckit/artifacts';
import type { Report } from '@reckit/command-line';
import { EMPTY_REGISTRY, StoredRegistry, takeTurn, type ReadRegistry } from '@reckit/registry';
import { ModelSync, type SyncedModel, type SyncPlaces } from './model/model-sync';

/** Keeps a model directory as the registry of a bucket says. */
export class BucketFollower {
  readonly models: readonly string[];
  readonly #stored: StoredRegistry;
  readonly #syncs: readonly ModelSync[];
  /** As it was read last. */
  #read: ReadRegistry = { registry: EMPTY_REGISTRY, etag: null };

  constructor(
    models: readonly string[],
    private readonly places: SyncPlaces,
    report: Report,
  ) {
    this.models = [...new Set(models)];
    this.#stored = new StoredRegistry(places.bucketFolder, { store: places.store });
    this.#syncs = this.models.map(model => new ModelSync(model, places, report));
  }

  /** Where the registry lies. */
  get address(): string {
    return this.#stored.address;
  }

  /** Looks once, and does what there is to do. @throws errors of one line, after which what was there is there */
  async look(): Promise<readonly SyncedModel[]> {
    const { modelDir } = this.places;
    const found = await this.#stored.read(this.#read.etag);
    if (found !== 'unchanged') this.#read = found;
    await mkdir(modelDir, { recursive: true });
    const turn = await takeTurn(path.join(modelDir, '.sync.turns'), { what: `the sync of ${modelDir}` });
    try {
      const synced: SyncedModel[] = [];
      for (const sync of this.#syncs) synced.push(await sync.bring(this.#read.registry));
      return synced;
    } finally {
      await turn.end();
    }
  }

  /** The models of which nothing is there that could serve. */
  async unusable(): Promise<readonly string[]> {
    const { modelDir } = this.places;
    const checked = await Promise.all(
      this.models.map(async model => {
        const version = await readCurrentVersion(modelDir, model).catch(() => null);
        const isThere = await readManifest(path.join(modelDir, model, version ?? '')).then(
          () => version !== null,
          () => false,
        );
        return isThere ? [] : [model];
      }),
    );
    return checked.flat();
  }
}
