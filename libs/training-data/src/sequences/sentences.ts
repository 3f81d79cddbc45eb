/** Takes a sentence, or a sequence, as it is read; it has a word at least. */
export type TakeSentence = (words: readonly string[]) => void;

/** What was read. */
export interface ReadSentences {
  /** Rows of a table, lines of a text. */
  readonly rows: number;
  /** Those without a word. */
  readonly blank: number;
  /** The column where the words stood; null for a text. */
  readonly column: string | null;
}
