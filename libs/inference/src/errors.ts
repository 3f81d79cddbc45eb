/** A model's files were read but do not make a model that may serve. */
export class RejectedModel extends Error {
  override readonly name = 'RejectedModel';
}

/** A scoring request waited longer than it was allowed to. */
export class ScoringTimeout extends Error {
  override readonly name = 'ScoringTimeout';
}
