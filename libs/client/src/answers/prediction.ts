/** What a model answers for the rows of a request, by the shape that the caller knows it to have. */

/** The scores of a row by the names of the tasks. */
export type Tasks = Readonly<Record<string, number>>;

/** What was found for a row, the nearest first. */
export interface Neighbours {
  readonly ids: readonly string[];
  /** As many as the ids; null by protocols that answer ids alone. */
  readonly scores: readonly number[] | null;
}

/** A prediction of which it is still open what shape it has. Each reading fails with `UnexpectedAnswer` if it is another. */
export interface Prediction {
  /** One number a row. */
  scores(): readonly number[];
  /** Several numbers a row, each by its name. */
  tasks(): readonly Tasks[];
  /** A vector a row: an embedding, or several outputs without names. */
  vectors(): readonly (readonly number[])[];
  /** A list of ids a row. */
  neighbours(): readonly Neighbours[];
}
