import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  readTextObject,
  replaceTextObject,
  writeTextObject,
  type ObjectStoreSettings,
  type RetryPolicy,
  type TextObjectRequest,
} from '@reckit/data';
import { RegistryError } from '../errors';
import { formatRegistry, parseRegistry } from '../file/parse-registry';
import { EMPTY_REGISTRY, REGISTRY_FILE, type Registry } from '../file/registry-file';

/** How a registry in a bucket is reached. */
export interface StoredRegistryOptions {
  readonly store: ObjectStoreSettings;
  /** Is told once if the store does not hold writers apart. */
  onWarning?(line: string): void;
  /** How long others may take between reading and writing, at such a store. @default 2_000 */
  readonly settleMs?: number;
  /** @default what suits stores in the network */
  readonly retries?: RetryPolicy;
}

/** A registry as it was read, and the state that it was in. */
export interface ReadRegistry {
  readonly registry: Registry;
  /** Null where there is none yet. */
  readonly etag: string | null;
}

/** Each attempt meets another writer who came first; so many in a row are no coincidence. */
const ATTEMPTS = 30;
const MAX_PAUSE_MS = 250;
const USUAL_SETTLE_MS = 2_000;
/** The ETag of nothing. */
const NO_STATE = '"00000000000000000000000000000000"';

/**
 * The registry of a bucket, `registry.json` beside the folders of its models: what is in production there is what pods that
 * sync from the bucket serve.
 *
 * Writers are held apart by the store: what is written names the ETag of what was read (`If-Match`, `If-None-Match`), and
 * whoever finds another one reads again. A store that refuses such requests, or takes them without looking, is found out,
 * and said; there each writer looks after a while whether what it has written is still in, and writes it again if not.
 */
export class StoredRegistry {
  readonly address: string;
  readonly #request: TextObjectRequest;
  /** Whether the store looks at conditions; null before that is known. */
  #hasConditions: boolean | null = null;

  /** @param folder - of the bucket, as `bucketFolder` gives it */
  constructor(
    folder: string,
    private readonly options: StoredRegistryOptions,
  ) {
    this.address = `${folder}/${REGISTRY_FILE}`;
    const { store, retries } = options;
    this.#request = { address: this.address, store, ...(retries && { retries }) };
  }

  /**
   * What is registered; nothing where there is no registry yet.
   *
   * @param unless - the ETag of a state that one has
   * @returns `unchanged` if it is in that state
   * @throws RegistryError if the object is none of ours, DataError
   */
  async read(): Promise<ReadRegistry>;
  async read(unless: string | null): Promise<ReadRegistry | 'unchanged'>;
  async read(unless: string | null = null): Promise<ReadRegistry | 'unchanged'> {
    const found = await readTextObject(this.#request, unless);
    if (found === 'unchanged') return found;
    if (found === null) return { registry: EMPTY_REGISTRY, etag: null };
    return { registry: parseRegistry(found.text, this.address), etag: found.etag };
  }

  /**
   * Changes the registry as one step.
   *
   * @param change - makes the new registry of the present one; done once more on its own result, it changes nothing
   * @returns the registry as it is now
   * @throws RegistryError, DataError, and whatever `change` throws, after which nothing has changed
   */
  async change(change: (registry: Registry) => Registry): Promise<Registry> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await delay(Math.random() * MAX_PAUSE_MS);
      const before = await this.read();
      const after = change(before.registry);
      if (isDeepStrictEqual(after, before.registry)) return before.registry;
      if ((await this.#replace(before, after)) && (await this.#isStillIn(change))) return after;
    }
    throw new RegistryError(
      `${this.address} was left unchanged: others wrote it each of ${ATTEMPTS} times; try again.`,
    );
  }

  /** @returns false if somebody else came first */
  async #replace({ registry, etag }: ReadRegistry, after: Registry): Promise<boolean> {
    const text = formatRegistry(after);
    if (this.#hasConditions === null && etag !== null) {
      await this.#findOut(formatRegistry(registry));
      // Others may have written meanwhile.
      if (!this.#hasConditions) return false;
    }
    if (this.#hasConditions === false) {
      await writeTextObject(this.#request, text);
      return true;
    }
    const replaced = await replaceTextObject(this.#request, text, etag);
    if (replaced === 'not supported') this.#lacksConditions();
    if (replaced !== 'written') return false;
    if (this.#hasConditions === null) await this.#findOut(text);
    return true;
  }

  /** Asks for what has to be refused; a store that does it all the same has then what it had. */
  async #findOut(text: string): Promise<void> {
    if ((await replaceTextObject(this.#request, text, NO_STATE)) === 'changed') this.#hasConditions = true;
    else this.#lacksConditions();
  }

  #lacksConditions(): void {
    this.#hasConditions = false;
    this.options.onWarning?.(
      `${this.address}: the store does not keep writers apart (If-Match); let one process at a time register and deploy.`,
    );
  }

  async #isStillIn(change: (registry: Registry) => Registry): Promise<boolean> {
    if (this.#hasConditions !== false) return true;
    await delay(this.options.settleMs ?? USUAL_SETTLE_MS);
    const { registry } = await this.read();
    return isDeepStrictEqual(change(registry), registry);
  }
}
