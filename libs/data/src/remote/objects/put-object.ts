import { open, type FileHandle } from 'node:fs/promises';
import { limitOf } from './download';
import { objectAddress } from './object-address';
import { retrying, USUAL_RETRIES, type RetryPolicy } from './retry';
import { ObjectStore, USUAL_TIMEOUTS } from './store/object-store';
import { storeConnection, type ObjectStoreSettings } from './store/store-connection';
import { storeError, verdictOf } from './store/store-error';

/** What an object is to hold: a text, or what a file holds. */
export type ObjectContent = string | { readonly file: string };

/** An object that is to be written. */
export interface PutRequest {
  /** `s3://`, `oss://` or `cos://bucket/key`. */
  readonly address: string;
  readonly store: ObjectStoreSettings;
  readonly content: ObjectContent;
  /** Kept with the object, under names in lower case. @default nothing */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Is told how many bytes of how many are there. */
  onProgress?(done: number, total: number): void;
  /** @default what suits stores in the network */
  readonly tuning?: Partial<UploadTuning>;
}

/** How objects are uploaded. */
export interface UploadTuning {
  readonly retries: RetryPolicy;
  /** Larger content is sent in parts of so many bytes. Stores take no smaller ones than 5 MiB, but for the last. */
  readonly partBytes: number;
  /** Parts that are sent at one time; each is in memory. */
  readonly parallel: number;
}

const USUAL: UploadTuning = { retries: USUAL_RETRIES, partBytes: 16 * 2 ** 20, parallel: 4 };
const MOST_PARTS = 10_000;

/**
 * Writes an object to a store: whole or not at all.
 *
 * @throws DataError of one line
 */
export async function putObject(request: PutRequest): Promise<void> {
  const address = objectAddress(request.address);
  const connection = storeConnection(address, request.store);
  const store = await ObjectStore.open(connection, address.bucket, USUAL_TIMEOUTS);
  const upload = new Upload(store, address.key, request, { ...USUAL, ...request.tuning });
  try {
    const { content } = request;
    await (typeof content === 'string' ? upload.text(content) : upload.file(content.file));
  } catch (error) {
    const { shown, bucket } = address;
    throw storeError({ shown, bucket, endpoint: connection.endpoint, isWritten: true }, error);
  } finally {
    store.close();
  }
}

/** One run of writing an object. */
class Upload {
  readonly #metadata: Readonly<Record<string, string>>;

  constructor(
    private readonly store: ObjectStore,
    private readonly key: string,
    private readonly request: PutRequest,
    private readonly tuning: UploadTuning,
  ) {
    this.#metadata = request.metadata ?? {};
  }

  async text(content: string): Promise<void> {
    await this.#asking(() => this.store.put(this.key, Buffer.from(content), this.#metadata));
  }

  async file(path: string): Promise<void> {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const partBytes = Math.max(this.tuning.partBytes, Math.ceil(size / MOST_PARTS));
      if (size > partBytes) return await this.#inParts(handle, size, partBytes);
      const body = await readPart(handle, 0, size);
      await this.#asking(() => this.store.put(this.key, body, this.#metadata));
      this.request.onProgress?.(size, size);
    } finally {
      await handle.close();
    }
  }

  async #inParts(handle: FileHandle, size: number, partBytes: number): Promise<void> {
    const { store, key } = this;
    const upload = await this.#asking(() => store.beginParts(key, this.#metadata));
    const limit = limitOf(this.tuning.parallel);
    let done = 0;
    let failure: { readonly error: unknown } | null = null;
    const parts = Array.from({ length: Math.ceil(size / partBytes) }, (_, i) =>
      limit(async () => {
        if (failure) return '';
        const from = i * partBytes;
        const body = await readPart(handle, from, Math.min(size, from + partBytes));
        const etag = await this.#asking(() => store.putPart(key, upload, i + 1, body));
        done += body.length;
        this.request.onProgress?.(done, size);
        return etag;
      }).catch((error: unknown) => {
        failure ??= { error };
        return '';
      }),
    );
    const etags = await Promise.all(parts);
    try {
      throwIfFailed(failure);
      await this.#asking(() => store.endParts(key, upload, etags));
    } catch (error) {
      // Parts of an upload that is given up cost their room. Stores can be told to remove them after a while.
      await store.dropParts(key, upload).catch(() => undefined);
      throw error;
    }
  }

  #asking<T>(ask: () => Promise<T>): Promise<T> {
    return retrying(this.tuning.retries, verdictOf, ask);
  }
}

function throwIfFailed(failure: { readonly error: unknown } | null): void {
  if (failure) throw failure.error;
}

async function readPart(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const part = Buffer.allocUnsafe(to - from);
  for (let length = 0; length < part.length;) {
    const { bytesRead } = await handle.read(part, length, part.length - length, from + length);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
    length += bytesRead;
  }
  return part;
}
