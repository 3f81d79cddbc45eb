import { nextAttempt, NOTHING_TRIED, type Attempts } from './next-attempt';
import type { NamedModel } from './named-model';

/** Something that is to be as the model directory says. */
export interface Followed {
  /** Looks up what is wanted. */
  look(): Promise<NamedModel>;
  /** Whether it is as it was wanted at that look. */
  isAsWanted(named: NamedModel): boolean;
  /** Tries to bring that about; what fails is said. */
  follow(): Promise<void>;
}

/** Sees to it that what is wanted serves: by polling, since network volumes send no events. */
export class ModelWatch {
  #timer: NodeJS.Timeout | null = null;
  #isWatching = false;
  readonly #attempts = new Map<Followed, Attempts>();

  /**
   * @param watchMs - how often is looked; 0 never looks
   * @param followed - one after the other
   */
  constructor(
    private readonly watchMs: number,
    private readonly followed: readonly Followed[],
  ) {}

  start(): void {
    if (this.watchMs === 0) return;
    this.#isWatching = true;
    this.#lookLater();
  }

  stop(): void {
    this.#isWatching = false;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => void this.#look(), this.watchMs).unref();
  }

  async #look(): Promise<void> {
    for (const followed of this.followed) {
      const named = await followed.look();
      if (!this.#isWatching) return;
      this.#attempts.set(followed, await this.#attempt(followed, named));
    }
    if (this.#isWatching) this.#lookLater();
  }

  async #attempt(followed: Followed, named: NamedModel): Promise<Attempts> {
    if (followed.isAsWanted(named)) return NOTHING_TRIED;
    const before = this.#attempts.get(followed) ?? NOTHING_TRIED;
    const { isDue, attempts } = nextAttempt(before, named, performance.now(), this.watchMs);
    if (!isDue) return attempts;
    await followed.follow();
    // The pause begins when the attempt has ended, which may have taken minutes.
    return { ...attempts, retryAtMs: performance.now() + attempts.waitMs };
  }
}
