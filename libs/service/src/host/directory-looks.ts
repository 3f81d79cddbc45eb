import { setTimeout as delay } from 'node:timers/promises';
import type { ModelDirectory, NamedModel } from './named-model';

/** How long whoever asks waits for a model directory that does not answer. */
export const LOOK_PATIENCE_MS = 500;

/** Looks at a model directory, one look at a time: a volume that does not answer holds one thread of Node's pool, not all. */
export class DirectoryLooks {
  #looking: Promise<NamedModel> | null = null;
  #listing: Promise<readonly string[]> | null = null;

  constructor(private readonly directory: ModelDirectory) {}

  /** Whether the directory does not answer. */
  get areWaiting(): boolean {
    return this.#looking !== null || this.#listing !== null;
  }

  /** What is named now. */
  look(): Promise<NamedModel> {
    this.#looking ??= this.directory.look().finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** The versions that there are, as far as the directory answers soon. */
  present(): Promise<readonly string[]> {
    this.#listing ??= this.directory.present().finally(() => (this.#listing = null));
    return Promise.race([this.#listing, delay(LOOK_PATIENCE_MS, [], { ref: false })]);
  }
}
