import { LOGGED_AT, type Logger } from '../lifecycle/logger';

/** How long an entry waits for others at most. */
const LOG_AFTER_MS = 5;

/** One answered request for predictions, as the log shows it. */
export interface PredictionEntry {
  readonly request_id: string;
  readonly trace_id?: string;
  /** Which of the keys was shown, counted from 1. */
  readonly key?: number;
  readonly model: string | null;
  readonly version: string | null;
  readonly status: number;
  readonly rows: number;
  readonly ms: number;
}

/**
 * Hands the entries of answered requests to the log a few milliseconds' worth at a time. One by one, between
 * two requests, each would cost more: the processor has forgotten the logger's code by then.
 */
export class PredictionLog {
  #waiting: (PredictionEntry & { readonly [LOGGED_AT]: number })[] = [];
  readonly #isEnabled: boolean;

  constructor(private readonly logger: Logger) {
    this.#isEnabled = logger.isInfoEnabled();
  }

  answered(entry: PredictionEntry): void {
    if (!this.#isEnabled) return;
    if (this.#waiting.length === 0) {
      PENDING.add(this);
      setTimeout(() => this.flush(), LOG_AFTER_MS);
    }
    this.#waiting.push({ ...entry, [LOGGED_AT]: Date.now() });
  }

  flush(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    PENDING.delete(this);
    for (const entry of entries) this.logger.info('predict', entry);
  }
}

/** Logs with entries that wait. */
const PENDING = new Set<PredictionLog>();

process.on('exit', () => PENDING.forEach(log => log.flush()));
