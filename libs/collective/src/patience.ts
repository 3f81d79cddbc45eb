import { setTimeout as wait } from 'node:timers/promises';
import { CollectiveError } from './errors';

/** Others start at their own time, and names of pods are known a little after them. */
const RETRY_MS = 250;
/** What takes longer is worth a line. */
const SILENT_MS = 5_000;

/** How long a process waits for others, and what it says meanwhile. */
export class Patience {
  readonly #begin = performance.now();
  #isSilent = true;

  /** @param say - takes a line, once, if waiting takes long */
  constructor(
    readonly limitMs: number,
    readonly say: (text: string) => void,
  ) {}

  get isOver(): boolean {
    return performance.now() - this.#begin > this.limitMs;
  }

  /**
   * Tries until it works.
   *
   * @param gaveUp - makes the error of the last attempt
   * @throws CollectiveError of an attempt, which no other attempt would mend
   */
  async retry<T>(attempt: () => Promise<T>, gaveUp: (reason: string) => Error): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof CollectiveError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        if (this.isOver) throw gaveUp(reason);
        this.tell(`waiting for process 0 of this training (${reason})`);
        await wait(RETRY_MS);
      }
    }
  }

  /** Says for what is waited, unless that has been said or it is too early. */
  tell(text: string): void {
    if (!this.#isSilent || performance.now() - this.#begin < Math.min(SILENT_MS, this.limitMs)) return;
    this.#isSilent = false;
    this.say(text);
  }
}
