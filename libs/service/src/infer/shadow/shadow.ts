import type { EncodedRows } from '@reckit/features';
import type { Lease, Model, Outputs, Signature } from '@reckit/inference';
import type { HostedModel } from '../../host/hosted-model';
import type { Codec } from '../codec';
import { pairingOf, type Pairing } from './pairing';
import { ShadowQueue, type Waiting } from './shadow-queue';

/** A prediction that was answered. */
export interface AnsweredPrediction {
  readonly model: Model;
  readonly signature: Signature;
  readonly rows: EncodedRows;
  readonly outputs: Outputs;
  /** What `bodyToKeep` gave of the request, and how its protocol reads it for a signature. */
  readonly body: Buffer | null;
  readonly codec: Pick<Codec<unknown>, 'decode'>;
}

/** Rows that are scored in one go. */
interface Batch {
  readonly pairing: Pairing;
  readonly parts: readonly Waiting[];
  readonly rows: EncodedRows;
}

/** How often a batch is begun: messages to another process cost the same for one row and for a thousand. */
const BATCH_EVERY_MS = 25;
const BATCH_BYTES = 128 * 1024;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** A longer request is not read once more: that would hold up those that wait for an answer. */
const MAX_READ_BYTES = 256 * 1024;
/** What reading requests once more may take of the thread that answers. */
const READING_SHARE = 0.02;

/**
 * Has the shadow of a model score what was answered, and tells by the metrics how its scores differ. Answers come first:
 * rows wait in bounded memory and are dropped where the shadow is behind; it is scored in a process of its own at the
 * lowest priority, and no failure of it is one of a request.
 *
 * Rows that were encoded for the model that has answered are taken as they are where both encode alike. Elsewhere, as
 * after a training that has found another vocabulary, the bytes of the request are kept in their place and read once
 * more, for as small a part of the time as `READING_SHARE` says.
 */
export class Shadow {
  readonly #queue = new ShadowQueue(MAX_WAITING_BYTES);
  #pairings = new WeakMap<Signature, Pairing | string>();
  /** The models that are compared: the pairings are of this shadow, the means of this pair. */
  #shadow: Model | null = null;
  #current: Model | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isScoring = false;
  /** How long requests may be read now; below 0 where one has taken longer. */
  #readingMs = 0;
  #readingEarnedAtMs = 0;
  #lastReason: string | null = null;

  constructor(private readonly hosted: HostedModel) {}

  /** A copy of a request that is to be read once more for the shadow; null if it is not. */
  bodyToKeep(model: Model, signature: Signature, body: Buffer): Buffer | null {
    const shadow = this.#shadowOf(model);
    if (!shadow || body.length > Math.min(MAX_READ_BYTES, this.#queue.room)) return null;
    const pairing = this.#pairingOf(signature, shadow);
    if (typeof pairing === 'string' || pairing.encodesAlike) return null;
    // What came over the network lies in a buffer of 64 KiB, however short it is.
    return Buffer.from(body);
  }

  /** Notes what was answered; at once it costs no more than a copy of the rows. */
  note(answered: AnsweredPrediction): void {
    const { metrics } = this.hosted;
    const { model, signature, rows } = answered;
    const shadow = this.#shadowOf(model);
    if (!shadow) return;
    const pairing = this.#pairingOf(signature, shadow);
    if (typeof pairing === 'string') {
      metrics.shadow.countFailures(rows.rowCount);
      return;
    }
    const waiting = pairing.encodesAlike
      ? rowsWaiting(pairing, answered, this.#queue.room)
      : bodyWaiting(pairing, answered, this.#queue.room);
    const dropped = rows.rowCount - (waiting?.rowCount ?? 0);
    if (dropped > 0) metrics.shadow.countDropped(dropped);
    if (!waiting) return;
    this.#queue.push(waiting);
    this.#timer ??= setTimeout(() => this.#tick(), BATCH_EVERY_MS).unref();
  }

  /** The shadow that scores what this model answers; null if there is none. */
  #shadowOf(model: Model): Model | null {
    const { handle, loader, metrics } = this.hosted;
    const shadow = loader.beside.shadow.current;
    if (!shadow || shadow.version === model.version) return null;
    if (shadow === this.#shadow && handle.current === this.#current) return shadow;
    if (shadow !== this.#shadow) this.#forget();
    metrics.shadow.forgetMeans();
    this.#shadow = shadow;
    this.#current = handle.current;
    return shadow;
  }

  /** Lets go what waits for a shadow that is there no more. */
  #forget(): void {
    const rows = this.#queue.clear();
    if (rows > 0) this.hosted.metrics.shadow.countDropped(rows);
    this.#pairings = new WeakMap();
  }

  #pairingOf(signature: Signature, shadow: Model): Pairing | string {
    const known = this.#pairings.get(signature);
    if (known !== undefined) return known;
    const pairing = pairingOf(signature, shadow);
    this.#pairings.set(signature, pairing);
    if (typeof pairing === 'string') this.#warn(shadow, pairing);
    return pairing;
  }

  #tick(): void {
    this.#timer = null;
    if (!this.#queue.first) return;
    if (!this.#isScoring) void this.#scoreNext();
    this.#timer = setTimeout(() => this.#tick(), BATCH_EVERY_MS).unref();
  }

  async #scoreNext(): Promise<void> {
    const lease = this.hosted.loader.beside.shadow.acquire();
    this.#isScoring = true;
    try {
      if (lease && lease.model === this.#shadow) await this.#score(lease);
      else this.#forget();
    } finally {
      lease?.release();
      this.#isScoring = false;
    }
  }

  async #score({ model }: Lease): Promise<void> {
    const { metrics, config } = this.hosted;
    const batch = await this.#nextBatch(model);
    if (!batch) return;
    const { signature } = batch.pairing;
    try {
      const { rowCount } = batch.rows;
      const outputs = await signature.score(batch.rows, config.requestTimeoutMs);
      const bad = this.#compare(batch, outputs);
      metrics.shadow.countRows(rowCount - bad);
      if (bad > 0) metrics.shadow.countFailures(bad);
      if (bad > 0) this.#warn(model, 'a score of it is no finite number');
      else this.#lastReason = null;
    } catch (error) {
      metrics.shadow.countFailures(batch.rows.rowCount);
      this.#warn(model, reasonOf(error));
    }
  }

  /** The first that wait, as many as are of one pairing and make a batch; null if none can be scored now. */
  async #nextBatch(model: Model): Promise<Batch | null> {
    this.#earnReading();
    const parts: Waiting[] = [];
    const matrices: Float32Array[] = [];
    let pairing: Pairing | null = null;
    let bytes = 0;
    for (;;) {
      const next = this.#queue.first;
      if (!next || bytes >= BATCH_BYTES || (pairing !== null && next.pairing !== pairing)) break;
      const isToBeRead = typeof next.rows === 'function';
      if (isToBeRead && this.#readingMs <= 0) break;
      this.#queue.shift();
      pairing = next.pairing;
      bytes += next.bytes;
      const begin = performance.now();
      try {
        matrices.push(typeof next.rows === 'function' ? await next.rows() : next.rows);
        parts.push(next);
      } catch (error) {
        this.hosted.metrics.shadow.countFailures(next.rowCount);
        this.#warn(model, reasonOf(error));
      }
      if (isToBeRead) this.#readingMs -= performance.now() - begin;
    }
    if (pairing === null || parts.length === 0) return null;
    return { pairing, parts, rows: rowsOf(matrices, pairing.signature.encoder.width) };
  }

  #earnReading(): void {
    const now = performance.now();
    const earned = (now - this.#readingEarnedAtMs) * READING_SHARE;
    this.#readingMs = Math.min(this.#readingMs + earned, BATCH_EVERY_MS * READING_SHARE);
    this.#readingEarnedAtMs = now;
  }

  /** Adds up how the scores differ. @returns how many rows have one that is no finite number */
  #compare({ pairing, parts, rows: { rowCount } }: Batch, outputs: Outputs): number {
    const metrics = this.hosted.metrics.shadow;
    const bad = new Set<number>();
    for (const { answered, shadow, label } of pairing.outputs) {
      const tally = metrics.tally();
      const scores = outputs[shadow];
      const width = scores.length / rowCount;
      let at = 0;
      for (const part of parts) {
        for (const value of part.answered[answered]) {
          const difference = Math.abs(Number(value) - Number(scores[at]));
          if (Number.isFinite(difference)) tally.add(difference);
          else bad.add(Math.floor(at / width));
          at++;
        }
      }
      metrics.addDifferences(label, tally);
    }
    return bad.size;
  }

  /** Says why rows are not compared, until the reason is another one. */
  #warn(shadow: Model, reason: string): void {
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    const { logger, definition } = this.hosted;
    logger.warn('shadow cannot be compared', {
      model: definition.name,
      version: shadow.version,
      error: reason,
    });
  }
}

/** Encoded rows, as many of the first ones as there is room for. */
function rowsWaiting(pairing: Pairing, answered: AnsweredPrediction, room: number): Waiting | null {
  const { rows, outputs } = answered;
  const bytesPerRow = (rows.values.byteLength + bytesOf(outputs)) / rows.rowCount;
  const rowCount = Math.min(rows.rowCount, Math.floor(room / bytesPerRow));
  if (rowCount === 0) return null;
  const first = (length: number): number => (length / rows.rowCount) * rowCount;
  return {
    pairing,
    rowCount,
    answered: outputs.map(values =>
      rowCount < rows.rowCount ? values.slice(0, first(values.length)) : values,
    ),
    rows: rows.values.slice(0, first(rows.values.length)),
    bytes: rowCount * bytesPerRow,
  };
}

/** A request that is to be read once more, if there is room for it. */
function bodyWaiting(pairing: Pairing, answered: AnsweredPrediction, room: number): Waiting | null {
  const { body, codec, rows, outputs } = answered;
  if (body === null) return null;
  const bytes = body.length + bytesOf(outputs);
  if (bytes > room) return null;
  const read = (): Float32Array | Promise<Float32Array> => {
    const decoded = codec.decode(body, pairing.signature, pairing.model);
    return decoded instanceof Promise ? decoded.then(({ rows }) => rows.values) : decoded.rows.values;
  };
  return { pairing, rowCount: rows.rowCount, answered: outputs, rows: read, bytes };
}

/** What outputs take in memory; texts are never compared, but kept with the others. */
function bytesOf(outputs: Outputs): number {
  return outputs.reduce((sum, values) => sum + BYTES_PER_VALUE * values.length, 0);
}

const BYTES_PER_VALUE = 4;

function rowsOf(matrices: readonly Float32Array[], width: number): EncodedRows {
  const length = matrices.reduce((sum, matrix) => sum + matrix.length, 0);
  const values = new Float32Array(length);
  let at = 0;
  for (const matrix of matrices) {
    values.set(matrix, at);
    at += matrix.length;
  }
  return { values, rowCount: length / width, missing: null, invalid: null, unknown: null, unknownRows: 0 };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
