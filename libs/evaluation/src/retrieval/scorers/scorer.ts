/** Anything that scores every item of a catalogue for a query: vectors, a baseline, a search of one's own. */
export interface Scorer {
  readonly queryCount: number;
  readonly itemCount: number;
  /**
   * Scores all items for the queries from `first` on. Higher is better; minus infinity is for an item that is never
   * to be given.
   *
   * @param scores [count, itemCount], to be written in full: it holds what the block before left
   */
  score(first: number, count: number, scores: Float32Array): void;
}
