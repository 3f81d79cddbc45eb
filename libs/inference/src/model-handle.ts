import type { Model } from './model';

/** A hold on a model: it stays loaded until every lease on it is released. */
export interface Lease {
  readonly model: Model;
  /** Another lease on the same model. */
  again(): Lease;
  /** Once, by whoever holds it. */
  release(): void;
}

/** The first lease on a model that was just loaded; the model is freed when this one and all others are released. */
export function leaseOf(model: Model): Lease {
  return new CountedLease({ model, leases: 0 });
}

/** A model, and how many hold it. */
interface Held {
  readonly model: Model;
  leases: number;
}

class CountedLease implements Lease {
  constructor(private readonly held: Held) {
    held.leases++;
  }

  get model(): Model {
    return this.held.model;
  }

  again(): Lease {
    return new CountedLease(this.held);
  }

  release(): void {
    const { held } = this;
    held.leases--;
    if (held.leases === 0) void held.model.close();
  }
}

/**
 * The model that serves, replaceable in one step. A request takes a lease; one that began on the old model
 * ends on it, and the old model is freed after the last of them, unless it is held elsewhere.
 */
export class ModelHandle {
  #serving: Lease | null = null;

  /** The model that a request starting now would get. */
  get current(): Model | null {
    return this.#serving?.model ?? null;
  }

  /** Takes a lease on the current model, or null while there is none. */
  acquire(): Lease | null {
    return this.#serving?.again() ?? null;
  }

  /** Lets the model of `fresh` serve from now on, and lets the old one go. The handle releases the lease. */
  swap(fresh: Lease): void {
    const stale = this.#serving;
    this.#serving = fresh;
    stale?.release();
  }

  /** Stops serving and lets the model go. */
  close(): void {
    const stale = this.#serving;
    this.#serving = null;
    stale?.release();
  }
}
