const NEXT = 0;
const TOTAL = 1;
const STOPPED = 2;
const DONE = 3;
const FIELDS = 4;

/** Pieces of work, numbered from 0 on, that threads take one after the other, and how much they have done. */
export class SharedWork {
  readonly #fields: BigInt64Array<SharedArrayBuffer>;

  /** @param buffer - that of another thread's instance */
  constructor(readonly buffer: SharedArrayBuffer) {
    this.#fields = new BigInt64Array(buffer);
  }

  /** @param total - how many pieces there are */
  static create(total: number): SharedWork {
    const work = new SharedWork(new SharedArrayBuffer(FIELDS * BigInt64Array.BYTES_PER_ELEMENT));
    work.#fields[TOTAL] = BigInt(total);
    return work;
  }

  get total(): number {
    return Number(this.#fields[TOTAL]);
  }

  /** The next piece; null if there is none, or if the work is to end. */
  take(): number | null {
    if (Atomics.load(this.#fields, STOPPED) !== 0n) return null;
    const piece = Number(Atomics.add(this.#fields, NEXT, 1n));
    return piece < this.total ? piece : null;
  }

  /** Ends the work after the pieces that were taken. */
  stop(): void {
    Atomics.store(this.#fields, STOPPED, 1n);
  }

  /** Says that so much more is done, in words or steps. */
  done(amount: number): void {
    Atomics.add(this.#fields, DONE, BigInt(amount));
  }

  /** How much is done. */
  get amount(): number {
    return Number(Atomics.load(this.#fields, DONE));
  }
}
