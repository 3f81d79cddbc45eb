import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Similarity } from '@reckit/artifacts';
import { VectorText } from '../files/vector-text';
import type { VectorBatch } from '../source/vector-source';
import type { VectorSink } from '../vector-sink';
import type { MetricType, MilvusClient } from './milvus-client';
import { MilvusError } from './milvus-error';

const METRICS: Readonly<Record<Similarity, MetricType>> = { inner_product: 'IP', cosine: 'COSINE' };
/** Letters, digits and underscores, as Milvus has it, with room for what makes a collection's name of it. */
const ALIAS = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;
/** So many numbers are sent at once: some two megabytes of text. */
const BATCH_NUMBERS = 200_000;
const MOST_ROWS = 5_000;
const LOAD_TIMEOUT_MS = 600_000;
const LOOK_EVERY_MS = 500;

export interface MilvusTarget {
  /** The name that searches use. */
  readonly alias: string;
  readonly dim: number;
  readonly similarity: Similarity;
  /** What the collection says of itself. */
  readonly description: string;
  /** Whether the collection stays that the alias meant before. */
  readonly keepsOld: boolean;
  readonly createdAt: Date;
}

/** What was done in Milvus. */
export interface MilvusResult {
  readonly alias: string;
  readonly collection: string;
  /** The collection that the alias meant before; null where it was new. */
  readonly replaced: string | null;
}

/**
 * Fills a new collection of Milvus and has an alias mean it once it is whole, indexed and loaded, so that no search
 * ever sees a part of it. Whatever fails before leaves the alias as it was, and no collection.
 */
export class MilvusCollection implements VectorSink {
  readonly #waiting: string[] = [];
  readonly #text = new VectorText();
  readonly #batchRows: number;
  #inserted = 0;
  #taken = 0;
  #isMeant = false;

  private constructor(
    private readonly client: MilvusClient,
    private readonly target: MilvusTarget,
    private readonly name: string,
    private readonly replaced: string | null,
    private readonly warn: (text: string) => void,
  ) {
    this.#batchRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(BATCH_NUMBERS / target.dim)));
  }

  /** @throws MilvusError */
  static async create(
    client: MilvusClient,
    target: MilvusTarget,
    warn: (text: string) => void,
  ): Promise<MilvusCollection> {
    const { alias, dim, description } = target;
    if (!ALIAS.test(alias)) {
      throw new MilvusError(
        `--milvus-collection ${JSON.stringify(alias)} can be no name in Milvus: use letters, digits and "_", and begin with no digit.`,
      );
    }
    const old = await client.collectionOf(alias);
    if (old === null && (await client.listCollections()).includes(alias)) {
      throw new MilvusError(
        `Milvus has a collection ${alias}, so no alias can be called so: choose another --milvus-collection, or drop or rename it.`,
      );
    }
    const name = `${alias}_${stampOf(target.createdAt)}_${randomBytes(3).toString('hex')}`;
    await client.createCollection(name, dim, description);
    return new MilvusCollection(client, target, name, old, warn);
  }

  get result(): MilvusResult {
    return { alias: this.target.alias, collection: this.name, replaced: this.replaced };
  }

  async take({ ids, rows }: VectorBatch): Promise<void> {
    const { dim } = this.target;
    this.#taken += ids.length;
    for (const [i, id] of ids.entries()) {
      this.#text.list(rows.subarray(i * dim, (i + 1) * dim));
      this.#waiting.push(`{"id":${JSON.stringify(id)},"vector":${this.#text.take().toString('latin1')}}`);
      if (this.#waiting.length >= this.#batchRows) await this.#insert();
    }
  }

  async finish(): Promise<void> {
    const { client, target, name } = this;
    await this.#insert();
    if (this.#inserted !== this.#taken) {
      throw new MilvusError(`Milvus has taken ${this.#inserted} of ${this.#taken} vectors: try again.`);
    }
    await client.createIndex(name, METRICS[target.similarity]);
    await client.load(name);
    await this.#untilLoaded();
    await this.#mean();
    if (this.replaced === null || target.keepsOld) return;
    await client.dropCollection(this.replaced).catch((error: unknown) => {
      this.warn(
        `the collection ${this.replaced} is used no more, but could not be dropped: ${messageOf(error)}`,
      );
    });
  }

  async discard(): Promise<void> {
    if (this.#isMeant) return;
    await this.client.dropCollection(this.name).catch((error: unknown) => {
      this.warn(`the collection ${this.name} is half filled and could not be dropped: ${messageOf(error)}`);
    });
  }

  async #insert(): Promise<void> {
    const rows = this.#waiting.splice(0);
    if (rows.length > 0) this.#inserted += await this.client.insert(this.name, rows);
  }

  async #untilLoaded(): Promise<void> {
    const begin = performance.now();
    while (!(await this.client.isLoaded(this.name))) {
      if (performance.now() - begin > LOAD_TIMEOUT_MS) {
        throw new MilvusError(
          `Milvus has not loaded ${this.name} in ${LOAD_TIMEOUT_MS / 60_000} minutes: look at its memory and its log.`,
        );
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Has the alias mean the collection. */
  async #mean(): Promise<void> {
    const { client, name } = this;
    const { alias } = this.target;
    // From here on it may be searched, whether or not the answer comes back.
    this.#isMeant = true;
    try {
      await (this.replaced === null ? client.createAlias(alias, name) : client.alterAlias(alias, name));
    } catch (error) {
      const meant = await client.collectionOf(alias).catch(() => name);
      if (meant === name) {
        throw new MilvusError(
          `${messageOf(error)} Whether ${alias} means ${name} now is not known: look at it with Milvus, and drop what is not used.`,
        );
      }
      this.#isMeant = false;
      throw error;
    }
  }
}

/** As in names of versions, with what Milvus allows. */
function stampOf(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
