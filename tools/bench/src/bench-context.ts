import type { Effort } from './effort';

/** What a measure works with. */
export interface BenchContext {
  readonly effort: Effort;
  /** A folder for model directories and logs, removed at the end. */
  readonly folder: string;
  /** Says on standard error what is being done. */
  readonly progress: (text: string) => void;
}
