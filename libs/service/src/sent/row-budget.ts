const MS_PER_SECOND = 1_000;

/**
 * How many rows may be read once more: so many a second on average, and up to as many at once. A request is read whole or
 * not at all, and one with more rows than there are left is owed: were it left out, large requests would never be read.
 */
export class RowBudget {
  #left: number;
  #earnedAtMs: number;

  constructor(
    private readonly perSecond: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#left = perSecond;
    this.#earnedAtMs = nowMs();
  }

  /** Whether anything is left now. */
  get hasRows(): boolean {
    this.#earn();
    return this.#left > 0;
  }

  /** Spends these rows; false where nothing is left. */
  trySpend(rows: number): boolean {
    if (!this.hasRows) return false;
    this.#left -= rows;
    return true;
  }

  #earn(): void {
    const now = this.nowMs();
    const earned = ((now - this.#earnedAtMs) / MS_PER_SECOND) * this.perSecond;
    this.#left = Math.min(this.perSecond, this.#left + earned);
    this.#earnedAtMs = now;
  }
}
