import { constants } from 'node:os';

/** The signals that ask a process to end: Ctrl-C, `kill` and schedulers, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/** One key press may arrive twice: npm and nx pass on what the terminal has sent to all of its processes. */
const SAME_REQUEST_MS = 300;

/** A training ended at a step because a signal asked for it, with a checkpoint to go on from. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  /** @param where - how far it had come, as in `in epoch 3 of 50` */
  constructor(
    readonly signal: StopSignal,
    readonly where = '',
  ) {
    super(`Stopped by ${signal}${where && ` ${where}`}.`);
  }
}

/** What a run does when a signal asks it to end. */
type Stage =
  /** It ends at once: there is nothing to keep. */
  | 'starting'
  /** It ends after the step under way, and writes a checkpoint. */
  | 'training'
  /** It goes on, since little is left to do, and a training would be lost. */
  | 'finishing';

/** The process of a run, as far as signals go; tests have one of their own. */
interface SignalledProcess {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  exit(code: number): void;
}

/**
 * Follows the signals that ask a run to end. The first is obeyed as the run's stage allows; the next one ends the
 * process at once.
 */
export class Interruption {
  readonly #process: SignalledProcess;
  readonly #say: (text: string) => void;
  readonly #nothingKept: string;
  readonly #stopping: string;
  readonly #controller = new AbortController();
  #stage: Stage = 'starting';
  #firstMs: number | null = null;

  /**
   * @param say - prints a line, below a progress bar if there is one
   * @param nothingKept - what to say when there is nothing to keep
   * @param stopping - what to say when what is under way ends
   */
  constructor(
    process: SignalledProcess,
    say: (text: string) => void,
    nothingKept: string,
    stopping = 'stopping after this step, with a checkpoint',
  ) {
    this.#process = process;
    this.#say = say;
    this.#nothingKept = nothingKept;
    this.#stopping = stopping;
    for (const signal of SIGNALS) process.on(signal, this.#answer);
  }

  /**
   * Runs the part of a training that can stop between two steps: it ends with the reason of the signal that it is
   * given. What comes after it is short and goes on to its end.
   */
  async whileTraining<T>(train: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#stage = 'training';
    try {
      return await train(this.#controller.signal);
    } finally {
      this.#stage = 'finishing';
    }
  }

  /** What is left goes on to its end. */
  finish(): void {
    this.#stage = 'finishing';
  }

  /** Leaves the signals to the system. */
  release(): void {
    for (const signal of SIGNALS) this.#process.off(signal, this.#answer);
  }

  readonly #answer = (signal: StopSignal): void => {
    const now = performance.now();
    if (this.#firstMs !== null) {
      if (now - this.#firstMs >= SAME_REQUEST_MS) this.#process.exit(exitCodeOf(signal));
      return;
    }
    this.#firstMs = now;
    switch (this.#stage) {
      case 'starting':
        this.#say(`stopped by ${signal}; ${this.#nothingKept}`);
        this.#process.exit(exitCodeOf(signal));
        return;
      case 'training':
        this.#say(`${this.#stopping}; once more stops at once`);
        this.#controller.abort(new Interrupted(signal));
        return;
      case 'finishing':
        this.#say('the training is over and its package is being written; once more stops at once');
    }
  };
}

/** What shells see of a process that a signal has ended. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}
