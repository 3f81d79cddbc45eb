import type { Model } from './model';

/** A model in use: it stays loaded until it is released. */
export interface Lease {
  readonly model: Model;
  release(): void;
}

interface Generation {
  readonly model: Model;
  users: number;
  retired: boolean;
}

/**
 * The model that serves, replaceable in one step. A request takes a lease; one that began on the old model
 * ends on it, and the old model is freed after the last of them.
 */
export class ModelHandle {
  #serving: Generation | null = null;

  /** The model that a request starting now would get. */
  get current(): Model | null {
    return this.#serving?.model ?? null;
  }

  /** Takes a lease on the current model, or null while there is none. */
  acquire(): Lease | null {
    const generation = this.#serving;
    if (!generation) return null;
    generation.users++;
    return { model: generation.model, release: () => leave(generation) };
  }

  /** Lets `fresh` serve from now on and frees the old model once nobody uses it. */
  swap(fresh: Model): void {
    const stale = this.#serving;
    this.#serving = { model: fresh, users: 0, retired: false };
    if (stale) retire(stale);
  }

  /** Stops serving and frees the model once nobody uses it. */
  close(): void {
    const stale = this.#serving;
    this.#serving = null;
    if (stale) retire(stale);
  }
}

function leave(generation: Generation): void {
  generation.users--;
  if (generation.retired && generation.users === 0) void generation.model.close();
}

function retire(generation: Generation): void {
  generation.retired = true;
  if (generation.users === 0) void generation.model.close();
}
