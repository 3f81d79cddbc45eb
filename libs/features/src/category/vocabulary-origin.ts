/** The values of a column, and where each of them stands in the vocabulary that was made of them. */
export interface VocabularyOrigin {
  readonly values: readonly string[];
  /** By value; −1 for one that the vocabulary does not have. */
  readonly places: Int32Array;
}

const origins = new WeakMap<readonly string[], VocabularyOrigin>();

/** Notes what a vocabulary was made of: a training encodes these very values, which then need not be looked up. */
export function noteOrigin(vocabulary: readonly string[], origin: VocabularyOrigin): void {
  origins.set(vocabulary, origin);
}

/** What a vocabulary was made of; undefined for one that was read. */
export function originOf(vocabulary: readonly string[]): VocabularyOrigin | undefined {
  return origins.get(vocabulary);
}
