/** What is known of who did what, and when, [rows]. */
export interface WhoAndWhen {
  /** The number of the user; below 0 for a row without one. Null where users are not known. */
  readonly users: Int32Array | null;
  /** Null where the order of the rows tells it. */
  readonly times: Float64Array | null;
}
