import { ObjectStoreError } from './errors';
import { objectAddress, type ObjectAddress } from './object-address';
import { retrying, USUAL_RETRIES, type RetryPolicy } from './retry';
import { ObjectStore, statusOf, USUAL_TIMEOUTS, type PutCondition } from './store/object-store';
import { storeConnection, type ObjectStoreSettings } from './store/store-connection';
import { storeError, verdictOf } from './store/store-error';

/** A small object, read or written as a whole. */
export interface TextObjectRequest {
  /** `s3://`, `oss://` or `cos://bucket/key`. */
  readonly address: string;
  readonly store: ObjectStoreSettings;
  /** @default what suits stores in the network */
  readonly retries?: RetryPolicy;
}

/** What a small object held, and the state that it was in. */
export interface TextObject {
  readonly text: string;
  readonly etag: string;
}

/** What has become of an object that was to be written on a condition. */
export type Replacement =
  | 'written'
  /** Something else is there by now. */
  | 'changed'
  /** The store refuses such requests, as that of Aliyun does. */
  | 'not supported';

/** A larger object is no text that one would want in memory. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Reads a small object.
 *
 * @param unless - the ETag of a state that one has already
 * @returns null where there is none; `unchanged` if it is in that state
 * @throws DataError of one line
 */
export async function readTextObject(
  request: TextObjectRequest,
  unless: string | null = null,
): Promise<TextObject | 'unchanged' | null> {
  try {
    const { body, etag } = await asking(request, false, (store, { key }) =>
      store.readAll(key, MAX_BYTES, unless),
    );
    return { text: body.toString('utf8'), etag };
  } catch (error) {
    if (statusOf(error) === 304) return 'unchanged';
    if (error instanceof ObjectStoreError && error.problem === 'no-object') return null;
    throw error;
  }
}

/**
 * Writes a small object if what is in its place is what one has read there.
 *
 * @param replaces - the ETag of that; null for nothing
 * @throws DataError of one line
 */
export function replaceTextObject(
  request: TextObjectRequest,
  text: string,
  replaces: string | null,
): Promise<Replacement> {
  return put(request, text, replaces === null ? 'absent' : { etag: replaces });
}

/** Writes a small object whatever is in its place. @throws DataError of one line */
export async function writeTextObject(request: TextObjectRequest, text: string): Promise<void> {
  await put(request, text, 'none');
}

async function put(request: TextObjectRequest, text: string, condition: PutCondition): Promise<Replacement> {
  try {
    await asking(request, true, async (store, { key }) => {
      await store.put(key, Buffer.from(text), {}, condition).catch((error: unknown) => {
        throw condition === 'none' ? error : (unmetCondition(error) ?? error);
      });
    });
    return 'written';
  } catch (error) {
    if (error instanceof UnmetCondition) return error.replacement;
    throw error;
  }
}

/** Why an object was not written; nothing that would be tried again. */
class UnmetCondition extends Error {
  constructor(readonly replacement: Exclude<Replacement, 'written'>) {
    super(replacement);
  }
}

function unmetCondition(error: unknown): UnmetCondition | null {
  const status = statusOf(error);
  const name = error instanceof Error ? error.name : '';
  // 409 says that others are writing it at this moment; 404 that what was to be replaced is gone.
  const isChanged = status === 412 || name === 'ConditionalRequestConflict' || name === 'NoSuchKey';
  if (isChanged) return new UnmetCondition('changed');
  return status === 501 || name === 'NotImplemented' ? new UnmetCondition('not supported') : null;
}

async function asking<T>(
  { address: text, store: settings, retries = USUAL_RETRIES }: TextObjectRequest,
  isWritten: boolean,
  ask: (store: ObjectStore, address: ObjectAddress) => Promise<T>,
): Promise<T> {
  const address = objectAddress(text);
  const connection = storeConnection(address, settings);
  const { shown, bucket } = address;
  const store = await ObjectStore.open(connection, bucket, USUAL_TIMEOUTS);
  try {
    return await retrying(retries, verdictOf, () => ask(store, address));
  } catch (error) {
    const isAnswer = error instanceof UnmetCondition || statusOf(error) === 304;
    throw isAnswer ? error : storeError({ shown, bucket, endpoint: connection.endpoint, isWritten }, error);
  } finally {
    store.close();
  }
}
