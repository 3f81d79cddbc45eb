import type { Logger } from './logger';

/** How long an entry waits for others at most. */
const LOG_AFTER_MS = 5;

/** One answered request for predictions, as the log shows it. */
export interface PredictionEntry {
  readonly request_id: string;
  readonly model: string;
  readonly version: string | null;
  readonly status: number;
  readonly rows: number;
  readonly ms: number;
}

/**
 * Hands the entries of answered requests to the log a few milliseconds' worth at a time. One by one, between
 * two requests, each would cost three times as much: the processor has forgotten the logger's code by then.
 */
export class PredictionLog {
  #waiting: (PredictionEntry & { readonly timestamp: string })[] = [];
  readonly #isEnabled: boolean;

  constructor(private readonly logger: Logger) {
    this.#isEnabled = logger.isInfoEnabled();
    if (this.#isEnabled) process.on('exit', () => this.#flush());
  }

  answered(entry: PredictionEntry): void {
    if (!this.#isEnabled) return;
    if (this.#waiting.length === 0) setTimeout(() => this.#flush(), LOG_AFTER_MS);
    this.#waiting.push({ timestamp: new Date().toISOString(), ...entry });
  }

  #flush(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    for (const entry of entries) this.logger.info('predict', entry);
  }
}
