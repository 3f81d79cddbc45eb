/** What one output of a ranking model is held against. */
export type OutputKind = 'probability' | 'score' | 'value';

/** The same, and what a model finds. */
export type MeasuredKind = OutputKind | 'rank';

/** An output of both versions on the same rows. */
export interface ScoredOutput {
  /** The name of the output, where the model has several; else null. */
  readonly task: string | null;
  /**
   * A probability of labels 0 and 1, a score that ranks them, or any number; or the rank at which what was looked for was
   * found, the first being 1, and 0 where it never is.
   */
  readonly kind: MeasuredKind;
  /** What happened, [rows]: 0 or 1, or the amount; nothing of ranks. */
  readonly truths: Float32Array;
  /** By the current version, [rows]; null where there is none. */
  readonly current: Float32Array | null;
  /** By the new version, [rows]. */
  readonly challenger: Float32Array;
  /** What each row counts, [rows]; null where all count alike. */
  readonly weights: Float32Array | null;
}

/** Rows that both versions have scored. */
export interface ScoredRows {
  readonly rowCount: number;
  readonly outputs: readonly ScoredOutput[];
  /** The user of each row by number, below 0 for none, [rows]; null where no column of users is known. */
  readonly users: Int32Array | null;
}

/** The same of some of the rows. */
export function takeScoredRows({ outputs, users }: ScoredRows, rows: Uint32Array): ScoredRows {
  const taken = (values: Float32Array): Float32Array => Float32Array.from(rows, row => values[row]);
  return {
    rowCount: rows.length,
    outputs: outputs.map(output => ({
      ...output,
      truths: taken(output.truths),
      current: output.current && taken(output.current),
      challenger: taken(output.challenger),
      weights: output.weights && taken(output.weights),
    })),
    users: users && Int32Array.from(rows, row => users[row]),
  };
}
