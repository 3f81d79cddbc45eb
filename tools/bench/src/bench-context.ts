import type { Effort } from './effort';

/** What a measure works with. */
export interface BenchContext {
  readonly effort: Effort;
  /** A model directory of the user's to measure predictions with; null for a generated forest. */
  readonly modelDir: string | null;
  /** The `dist` folder of another build, which predictions are then measured beside; null for the bare server. */
  readonly beside: string | null;
  /** A folder for model directories and logs, removed at the end. */
  readonly folder: string;
  /** Says on standard error what is being done. */
  readonly progress: (text: string) => void;
}
