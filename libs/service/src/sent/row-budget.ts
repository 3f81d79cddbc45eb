const MS_PER_SECOND = 1_000;

/**
 * How many rows may be logged: so many a second on average, and up to as many at once. A request is logged whole or not at
 * all, and one with more rows than there are left is owed: were it left out, large requests would never be logged.
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

  /** Spends these rows; false where nothing is left. */
  trySpend(rows: number): boolean {
    const now = this.nowMs();
    const earned = ((now - this.#earnedAtMs) / MS_PER_SECOND) * this.perSecond;
    this.#left = Math.min(this.perSecond, this.#left + earned);
    this.#earnedAtMs = now;
    if (this.#left <= 0) return false;
    this.#left -= rows;
    return true;
  }
}
