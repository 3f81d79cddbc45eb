import type { Model } from '@reckit/inference';
import type { HostedModel } from '../host/hosted-model';
import { RowBudget } from '../sent/row-budget';
import { SentReader, type AnsweredRequest } from '../sent/sent-reader';
import { DriftWindow } from './drift-window';

/** What the requests that wait may take in memory together; one that is longer than half of it is not looked at. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** So long what was answered waits for others: read one by one, between requests, each would cost more. */
const BEGIN_AFTER_MS = 100;
/** By chance alone the index would be more than this, on average, where fewer rows were looked at; then none is shown. */
const MOST_BY_CHANCE = 0.05;
const MS_PER_SECOND = 1_000;

interface Waiting extends AnsweredRequest {
  readonly body: Buffer;
}

/**
 * Looks at a sample of what is sent to the current version of a model, and tells by the metrics how far its features are
 * from the rows that the version was trained on. A sampled request is read once more, when it has been answered; that takes
 * bounded memory, and so many rows a second that requests hardly notice.
 */
export class DriftWatch {
  readonly #reader = new SentReader();
  readonly #budget: RowBudget;
  readonly #windowMs: number;
  #queue: Waiting[] = [];
  #waitingBytes = 0;
  /** Set until what waits has been read. */
  #timer: NodeJS.Timeout | null = null;
  #version: Model | null = null;
  #window: DriftWindow | null = null;

  constructor(private readonly hosted: HostedModel) {
    const { driftWindowSeconds, driftRowsPerSecond } = hosted.config;
    this.#windowMs = driftWindowSeconds * MS_PER_SECOND;
    this.#budget = new RowBudget(driftRowsPerSecond);
  }

  /** A copy of a request that is to be looked at once it is answered; null for most. */
  bodyToKeep(version: Model, body: Buffer): Buffer | null {
    if (this.#windowOf(version) === null || !this.#budget.hasRows) return null;
    const room = Math.min(MAX_WAITING_BYTES / 2, MAX_WAITING_BYTES - this.#waitingBytes);
    if (body.length > room) return null;
    // What came over the network lies in a buffer of 64 KiB, however short it is.
    return Buffer.from(body);
  }

  /** Takes what was answered to a request that was kept. */
  note(body: Buffer, request: AnsweredRequest): void {
    if (request.rowCount === 0 || !this.#budget.trySpend(request.rowCount)) return;
    const { version, addressed, codec, rowCount } = request;
    this.#queue.push({ version, addressed, codec, rowCount, body });
    this.#waitingBytes += body.length;
    this.#timer ??= setTimeout(() => void this.#readAll(), BEGIN_AFTER_MS).unref();
  }

  /** Shows what was found. */
  show(): void {
    const { metrics, handle } = this.hosted;
    const window = handle.current && this.#windowOf(handle.current);
    if (!window) {
      metrics.drift.show(new Map(), 0);
      return;
    }
    const enough = [...window.stability()].filter(([, { byChance }]) => byChance <= MOST_BY_CHANCE);
    metrics.drift.show(new Map(enough.map(([feature, { psi }]) => [feature, psi])), window.rows);
  }

  /** What was sent to the current version; null for every other one, and for one of which nothing is known. */
  #windowOf(version: Model): DriftWindow | null {
    if (version !== this.hosted.handle.current || version.statistics.length === 0) return null;
    if (version !== this.#version) {
      this.#version = version;
      this.#window = new DriftWindow(version.statistics, this.#windowMs);
    }
    return this.#window;
  }

  async #readAll(): Promise<void> {
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        const read = await this.#reader.read(next.body, next);
        this.#waitingBytes -= next.body.length;
        if (read) this.#windowOf(next.version)?.add(read);
      }
    } finally {
      this.#timer = null;
    }
  }
}
