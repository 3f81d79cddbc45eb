import { Counter, type Registry } from 'prom-client';

/**
 * Why rows were not logged: more came than `PREDICTION_LOG_ROWS_PER_SECOND`, those that wait took too much memory, their
 * request could not be read once more, or the disk did not take them.
 */
export type DropReason = (typeof DROP_REASONS)[number];

const DROP_REASONS = ['rate', 'memory', 'request', 'disk'] as const;

/** What is counted of the predictions that are logged. */
export class FeedbackMetrics {
  readonly #rows: Counter;
  readonly #dropped: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#rows = new Counter({
      name: 'prediction_log_rows_total',
      help: 'Rows that were written to PREDICTION_LOG',
      registers,
    });
    this.#dropped = new Counter({
      name: 'prediction_log_dropped_rows_total',
      help: 'Rows of sampled requests that were not written to PREDICTION_LOG, by reason',
      labelNames: ['reason'],
      registers,
    });
    for (const reason of DROP_REASONS) this.#dropped.inc({ reason }, 0);
  }

  countRows(rows: number): void {
    this.#rows.inc(rows);
  }

  countDropped(reason: DropReason, rows: number): void {
    this.#dropped.inc({ reason }, rows);
  }
}
