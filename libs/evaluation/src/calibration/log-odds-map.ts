/**
 * A rising map of log-odds to log-odds: linear between its points, and beyond them by a slope each. It never changes the
 * order of answers.
 */
export interface LogOddsMap {
  /** Log-odds as a model gives them, rising, one at least. */
  readonly at: readonly number[];
  /** What becomes of each of them, rising. */
  readonly to: readonly number[];
  /** The slopes below the first and above the last, above 0. */
  readonly before: number;
  readonly after: number;
}
