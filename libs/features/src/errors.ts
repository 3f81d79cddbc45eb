/** A row that a client sent cannot be encoded; the message names the row and the feature. */
export class BadRow extends Error {
  override readonly name = 'BadRow';
}

/** A file does not describe a usable set of features: a user's feature file, or that of a model. */
export class BadFeatureFile extends Error {
  override readonly name = 'BadFeatureFile';
}

/** The training data cannot tell what a feature needs to know; the message names the feature. */
export class BadFeatureData extends Error {
  override readonly name = 'BadFeatureData';
}
