import type { Outputs } from '@reckit/inference';
import type { FeedbackConfig } from '../lifecycle/feedback-config';
import type { Logger } from '../lifecycle/logger';
import type { FeedbackMetrics } from '../operations/feedback-metrics';
import { RowBudget } from '../sent/row-budget';
import { SentReader, type AnsweredRequest } from '../sent/sent-reader';
import { LogFolder } from './log-folder';
import { LogWriter } from './log-writer';
import { rowLines, type LoggedAnswer } from './row-lines';
import { Sampling } from './sampling';

/** What the requests that wait may take in memory together; one that is longer than half of it is not logged. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const BYTES_PER_VALUE = 4;
/** So long what was answered waits for others: written one by one, between requests, each would cost more. */
const BEGIN_AFTER_MS = 100;
const MS_PER_SECOND = 1_000;

/** A prediction that was answered. */
export interface FeedbackEntry extends Omit<LoggedAnswer, 'version' | 'signature'>, AnsweredRequest {}

interface Waiting {
  readonly entry: FeedbackEntry;
  readonly body: Buffer;
  readonly bytes: number;
}

/**
 * Writes a sample of what a service answers to files, to be learned from: for each row the features as they were sent,
 * and what was answered. A request is read for that once more, when it has been answered and by itself; what waits takes
 * bounded memory, and whatever goes wrong is counted and is no failure of a request.
 */
export class FeedbackLog {
  readonly #sampling: Sampling;
  readonly #budget: RowBudget;
  readonly #writer: LogWriter;
  readonly #reader = new SentReader();
  readonly #queue: Waiting[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Settles when nothing waits; null where nothing is being written. */
  #writing: Promise<void> | null = null;

  constructor(
    config: FeedbackConfig & { readonly predictionLog: string },
    logger: Logger,
    private readonly metrics: FeedbackMetrics,
  ) {
    const limits = {
      fileBytes: config.predictionLogFileBytes,
      maxBytes: config.predictionLogMaxBytes,
      fileMs: config.predictionLogFileSeconds * MS_PER_SECOND,
    };
    this.#sampling = new Sampling(config.predictionLogShare);
    this.#budget = new RowBudget(config.predictionLogRowsPerSecond);
    this.#writer = new LogWriter(new LogFolder(config.predictionLog, limits), limits, logger, metrics);
    void this.#writer.prepare();
  }

  /**
   * Keeps a request that is to be logged, in a copy; null for all others. It is to be let go if it is not answered.
   *
   * @param givenId - the id that the client gave it; null for none
   */
  sample(givenId: string | null, body: Buffer): SampledRequest | null {
    if (!this.#sampling.takes(givenId)) return null;
    const isKept = body.length <= Math.min(MAX_WAITING_BYTES / 2, MAX_WAITING_BYTES - this.#heldBytes);
    if (!isKept) return new SampledRequest(this, null);
    this.#heldBytes += body.length;
    // What came over the network lies in a buffer of 64 KiB, however short it is.
    return new SampledRequest(this, Buffer.from(body));
  }

  /** Lets a request go that was kept. */
  forget(body: Buffer): void {
    this.#heldBytes -= body.length;
  }

  /** Takes what was answered to a request that was kept; null for one that there was no room for. */
  add(body: Buffer | null, entry: FeedbackEntry): void {
    const { rowCount, outputs } = entry;
    if (rowCount === 0 || body === null) {
      if (body) this.forget(body);
      else this.metrics.countDropped('memory', rowCount);
      return;
    }
    if (!this.#budget.trySpend(rowCount)) {
      this.forget(body);
      this.metrics.countDropped('rate', rowCount);
      return;
    }
    const bytes = body.length + bytesOf(outputs);
    this.#heldBytes += bytes - body.length;
    this.#queue.push({ entry, body, bytes });
    if (this.#writing === null) {
      this.#timer ??= setTimeout(() => void this.#begin(), BEGIN_AFTER_MS).unref();
    }
  }

  /** Writes what waits, and finishes the file. */
  async close(): Promise<void> {
    await this.#begin();
    await this.#writer.close();
  }

  #begin(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = null));
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      await this.#write(next);
      this.#heldBytes -= next.bytes;
    }
  }

  async #write({ entry, body }: Waiting): Promise<void> {
    const { rowCount } = entry;
    const read = await this.#reader.read(body, entry);
    if (read === null) {
      this.metrics.countDropped('request', rowCount);
      return;
    }
    const { signature, columns, rows } = read;
    const { name } = signature;
    const answer = { ...entry, signature: name, version: entry.version.version };
    for (const { text, rows: written } of rowLines(answer, columns, rows)) {
      await this.#writer.write(text, written);
      await this.#reader.spend(text.length);
    }
  }
}

/** A request that is logged once it is answered. */
export class SampledRequest {
  #isDone = false;

  /** @param body - null for one that there was no room for */
  constructor(
    private readonly log: Pick<FeedbackLog, 'add' | 'forget'>,
    private readonly body: Buffer | null,
  ) {}

  answered(entry: FeedbackEntry): void {
    this.#isDone = true;
    this.log.add(this.body, entry);
  }

  /** Lets it go, if it was not answered. */
  close(): void {
    if (!this.#isDone && this.body) this.log.forget(this.body);
    this.#isDone = true;
  }
}

/** What outputs take in memory; texts are counted as what points to them. */
function bytesOf(outputs: Outputs): number {
  return outputs.reduce((sum, values) => sum + BYTES_PER_VALUE * values.length, 0);
}
