import { join } from 'node:path';
import type { Snapshot } from '../snapshot';
import { ObjectCache, type CacheKey, type CacheSettings } from './cache/object-cache';
import { PART_BYTES } from './cache/partial-file';
import { download, limitOf } from './download';
import { ObjectStoreError } from './errors';
import { guessOf, isSeveral, listObjects, type ListsObjects } from './list-objects';
import { objectAddress, type ObjectAddress } from './object-address';
import { retrying, USUAL_RETRIES, type RetryPolicy } from './retry';
import { ObjectStore, USUAL_TIMEOUTS, type StoredObject, type StoreTimeouts } from './store/object-store';
import { storeConnection, type ObjectStoreSettings, type StoreConnection } from './store/store-connection';
import { storeError, verdictOf } from './store/store-error';

/** Which objects are wanted, from where, and where they are kept. */
export interface ObjectsRequest {
  /** One object, a folder with `/` at its end, or a pattern: see `objectAddress`. */
  readonly address: string;
  readonly store: ObjectStoreSettings;
  readonly cache: CacheSettings;
  /** Is told how many bytes of how many are there, while there is something to download. */
  onProgress?(done: number, total: number): void;
  /** Is told once if another process downloads the same. */
  onWait?(): void;
  /** @default what suits stores in the network */
  readonly tuning?: Partial<DownloadTuning>;
}

/** How objects are downloaded. */
export interface DownloadTuning {
  readonly retries: RetryPolicy;
  readonly timeouts: StoreTimeouts;
  /** What is asked for at once. */
  readonly partBytes: number;
  /** Parts that are downloaded at one time. */
  readonly parallel: number;
}

const USUAL: DownloadTuning = {
  retries: USUAL_RETRIES,
  timeouts: USUAL_TIMEOUTS,
  partBytes: PART_BYTES,
  parallel: 8,
};

/**
 * Brings objects of a store to this machine, through a cache that is keyed by their ETags: what is there is not downloaded
 * again, and what has changed is.
 *
 * @throws DataError of one line
 * @example
 * const snapshot = await openObjects({
 *   address: 's3://bucket/train.parquet',
 *   store: { region: 'eu-central-1' },
 *   cache: { folder: '/var/cache/reckit', maxBytes: 50e9 },
 * });
 * try {
 *   await readTable(snapshot.path, { columns, shownAs: snapshot.shown });
 * } finally {
 *   await snapshot.release();
 * }
 */
export async function openObjects(request: ObjectsRequest): Promise<Snapshot> {
  const address = objectAddress(request.address);
  const connection = storeConnection(address, request.store);
  const tuning = { ...USUAL, ...request.tuning };
  const store = await ObjectStore.open(connection, address.bucket, tuning.timeouts);
  try {
    return await new Retrieval(request, address, connection, store, tuning).open();
  } finally {
    store.close();
  }
}

/** One run of bringing objects here. */
class Retrieval {
  constructor(
    private readonly request: ObjectsRequest,
    private readonly address: ObjectAddress,
    private readonly connection: StoreConnection,
    private readonly store: ObjectStore,
    private readonly tuning: DownloadTuning,
  ) {}

  async open(): Promise<Snapshot> {
    const several = isSeveral(this.address);
    const objects = several ? await this.#list() : [await this.#describe()];
    const cache = await ObjectCache.open(this.request.cache, this.address.shown, this.tuning.partBytes);
    try {
      await this.#takeAll(cache, objects, several);
    } catch (error) {
      await cache.release();
      throw error;
    }
    const { scheme, bucket, shown } = this.address;
    return {
      path: several ? cache.uses : join(cache.uses, SOLE),
      shown,
      ...(several && { root: `${scheme}://${bucket}/` }),
      origin: this.#origin(objects, several),
      release: () => cache.release(),
    };
  }

  #describe(): Promise<StoredObject> {
    const { key, shown } = this.address;
    return this.#asking(() => this.store.describe(key)).catch(async (error: unknown) => {
      if (!(error instanceof ObjectStoreError) || error.problem !== 'no-object') throw error;
      throw new ObjectStoreError(
        shown,
        'no-object',
        `no such object in the bucket. Check the key.${await guessOf(this.#pages, this.address)}`,
      );
    });
  }

  #list(): Promise<StoredObject[]> {
    return listObjects(this.#pages, this.address);
  }

  readonly #pages: ListsObjects = { list: prefix => this.#pagesOf(prefix) };

  async *#pagesOf(prefix: string): AsyncGenerator<readonly StoredObject[]> {
    let token: string | undefined;
    do {
      const from = token;
      const page = await this.#asking(() => this.store.listPage(prefix, from));
      yield page.objects;
      token = page.next;
    } while (token !== undefined);
  }

  async #takeAll(cache: ObjectCache, objects: readonly StoredObject[], several: boolean): Promise<void> {
    const keys = objects.map(object => this.#cacheKey(object));
    const names = objects.map(({ key }) => (several ? this.#nameOf(key) : SOLE));
    const isThere = await Promise.all(keys.map(key => cache.has(key)));
    const total = keys.reduce((sum, { bytes }, i) => sum + (isThere[i] ? 0 : bytes), 0);
    if (total > 0) await cache.makeRoom(total, keys);
    let done = 0;
    const report = (bytes: number) => {
      done += bytes;
      this.request.onProgress?.(Math.min(done, total), total);
    };
    const stop = new AbortController();
    const inParts = limitOf(this.tuning.parallel);
    const oneByOne = limitOf(this.tuning.parallel);
    let hasWaited = false;
    const taken = objects.map((object, i) =>
      oneByOne(async () => {
        if (stop.signal.aborted) return;
        await cache.take(
          keys[i],
          names[i],
          async partial => {
            const left = partial.missing().reduce((sum, { from, to }) => sum + to - from, 0);
            if (left < object.bytes) report(object.bytes - left);
            await download(partial, (from, to, signal) => this.store.read(object, from, to, signal), {
              policy: this.tuning.retries,
              verdictOf,
              limit: inParts,
              signal: stop.signal,
              onBytes: report,
            });
          },
          {
            onWait: () => {
              if (!hasWaited) this.request.onWait?.();
              hasWaited = true;
            },
            signal: stop.signal,
          },
        );
      }).catch((error: unknown) => {
        stop.abort(this.#explained(error, several ? object.key : undefined));
      }),
    );
    await Promise.all(taken);
    stop.signal.throwIfAborted();
  }

  /** Tries as long as it may pass by itself, and says in one line what is wrong. */
  async #asking<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await retrying(this.tuning.retries, verdictOf, ask);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown, key?: string): unknown {
    const { scheme, bucket, shown } = this.address;
    return storeError(
      {
        shown: key === undefined ? shown : `${scheme}://${bucket}/${key}`,
        bucket,
        endpoint: this.connection.endpoint,
      },
      error,
    );
  }

  /** The path of one of several objects below the folder that holds them. */
  #nameOf(key: string): string {
    if (key.split('/').every(name => !['', '.', '..'].includes(name)) && !key.includes('\0')) return key;
    throw new ObjectStoreError(
      this.address.shown,
      'other',
      `the key "${key}" is no path that a file can have. Narrow the pattern, or rename the object.`,
    );
  }

  #cacheKey({ key, etag, bytes }: StoredObject): CacheKey {
    const { bucket } = this.address;
    return { endpoint: this.connection.endpoint ?? 'aws', bucket, key, etag, bytes };
  }

  #origin(objects: readonly StoredObject[], several: boolean): Snapshot['origin'] {
    const { bucket, key } = this.address;
    const { endpoint, region } = this.connection;
    const place = {
      store: endpoint ?? 'aws',
      ...(region !== null && { region }),
      bucket,
      key,
    };
    if (!several) {
      const [{ etag, modified }] = objects;
      return { ...place, etag, ...(modified && { modified: modified.toISOString() }) };
    }
    const states = objects.map(object => ({ key: object.key, etag: object.etag, bytes: object.bytes }));
    return { ...place, objects: states.slice(0, LISTED_OBJECTS), object_count: states.length };
  }
}

/** The name of an object that is the only one. */
const SOLE = 'object';
/** In a manifest. */
const LISTED_OBJECTS = 100;
