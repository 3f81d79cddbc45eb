import type { ServiceConfig } from '../lifecycle/config';
import type { ModelLoader } from './model-loader';
import { nextAttempt, NOTHING_TRIED, type Attempts } from './next-attempt';

/** Sees to it that what is named serves: by polling, since network volumes send no events. */
export class ModelWatch {
  #timer: NodeJS.Timeout | null = null;
  #isWatching = false;
  #attempts: Attempts = NOTHING_TRIED;

  constructor(
    private readonly config: ServiceConfig,
    private readonly loader: ModelLoader,
  ) {}

  /** Begins to look every `MODEL_WATCH_MS`; 0 never looks. */
  start(): void {
    if (this.config.modelWatchMs === 0) return;
    this.#isWatching = true;
    this.#lookLater();
  }

  stop(): void {
    this.#isWatching = false;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => void this.#look(), this.config.modelWatchMs).unref();
  }

  async #look(): Promise<void> {
    const named = await this.loader.look();
    if (!this.#isWatching) return;
    if (this.loader.isAsWanted(named)) this.#attempts = NOTHING_TRIED;
    else {
      const next = nextAttempt(this.#attempts, named, performance.now(), this.config.modelWatchMs);
      this.#attempts = next.attempts;
      if (next.isDue) {
        await this.loader.follow();
        // The pause begins when the attempt has ended, which may have taken minutes.
        this.#attempts = { ...next.attempts, retryAtMs: performance.now() + next.attempts.waitMs };
      }
    }
    if (this.#isWatching) this.#lookLater();
  }
}
