/** A row that a client sent cannot be encoded; the message names the row and the feature. */
export class BadRow extends Error {
  override readonly name = 'BadRow';
}

/** `feature_meta.json` or `feature_scaler.json` does not describe a usable set of features. */
export class BadFeatureFile extends Error {
  override readonly name = 'BadFeatureFile';
}
