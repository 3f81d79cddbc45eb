import { logDelayed, type DelayedEntry, type Logger } from '../lifecycle/logger';

/** How long an entry waits for others at most. */
const LOG_AFTER_MS = 5;

/**
 * Hands the entries of answered requests to the log a few milliseconds' worth at a time. One by one, between
 * two requests, each would cost more: the processor has forgotten the logger's code by then.
 */
export class PredictionLog {
  #waiting: DelayedEntry[] = [];
  readonly #isEnabled: boolean;

  constructor(private readonly logger: Logger) {
    this.#isEnabled = logger.isInfoEnabled();
  }

  answered(fields: DelayedEntry['fields']): void {
    if (!this.#isEnabled) return;
    if (this.#waiting.length === 0) {
      PENDING.add(this);
      setTimeout(() => this.flush(), LOG_AFTER_MS);
    }
    this.#waiting.push({ at: Date.now(), fields });
  }

  flush(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    PENDING.delete(this);
    if (entries.length > 0) logDelayed(this.logger, 'predict', entries);
  }
}

/** Logs with entries that wait. */
const PENDING = new Set<PredictionLog>();

process.on('exit', () => PENDING.forEach(log => log.flush()));
