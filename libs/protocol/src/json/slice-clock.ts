/** So many bytes and values are read between two looks at the clock: some 0.1 ms. */
const LOOK_EVERY = 16_384;
/** How long a slice of reading takes at most; the event loop is served between two. */
const SLICE_MS = 5;

/** Tells reading when to let others have their turn. */
export class SliceClock {
  #work = 0;
  /** When the slice is over; 0 before the first look, which most requests never come to. */
  #endsAtMs = 0;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Begins a slice, whatever was left of the last one. */
  restart(): void {
    this.#work = 0;
    this.#endsAtMs = 0;
  }

  /** Whether the slice is over, after so many more bytes and values; the next one begins then. */
  isOver(work: number): boolean {
    this.#work += work;
    return this.#work >= LOOK_EVERY && this.#look();
  }

  #look(): boolean {
    this.#work = 0;
    const now = this.nowMs();
    if (this.#endsAtMs === 0) this.#endsAtMs = now + SLICE_MS;
    if (now < this.#endsAtMs) return false;
    this.#endsAtMs = 0;
    return true;
  }
}
