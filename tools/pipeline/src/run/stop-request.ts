import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One key press may arrive twice: npm and nx pass on what the terminal has sent to all of its processes. */
const SAME_REQUEST_MS = 300;

/**
 * Follows the signals that ask a run to end. The first ends the steps under way as they can be ended, the next one this
 * process at once, which ends them as well.
 */
export class StopRequest {
  readonly #controller = new AbortController();
  #firstMs: number | null = null;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#answer);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Leaves the signals to the system. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#answer);
  }

  readonly #answer = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    // What shells see of a process that a signal has ended.
    const exitCode = 128 + constants.signals[signal];
    if (this.#firstMs !== null) {
      if (now - this.#firstMs >= SAME_REQUEST_MS) process.exit(exitCode);
      return;
    }
    this.#firstMs = now;
    process.stderr.write('pipeline: stops when the steps under way have ended; once more stops at once\n');
    this.#controller.abort(exitCode);
  };
}
