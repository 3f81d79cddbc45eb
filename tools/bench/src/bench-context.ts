import type { Effort } from './effort';

/** Which requests the measure `fuzz` sends. */
export interface FuzzOptions {
  readonly seed: number;
  /** How many, numbered from 0; null for as many as the effort says. */
  readonly requests: number | null;
  /** Only these, each by itself, shown with its answer; null for all. */
  readonly only: readonly number[] | null;
}

/** What a measure works with. */
export interface BenchContext {
  readonly effort: Effort;
  /** A model directory of the user's to measure predictions with; null for a generated forest. */
  readonly modelDir: string | null;
  /** The `dist` folder of another build, which predictions are then measured beside; null for the bare server. */
  readonly beside: string | null;
  /** Items of the catalogue of `retrieval-training`, and a catalogue of `recall` beside the others; null for as many as usual. */
  readonly items: number | null;
  /** A file of events on which the retrieval quality is measured; null for generated ones. */
  readonly events: string | null;
  /** The data on which settings of networks are compared, by name; null for all shapes. */
  readonly shapes: readonly string[] | null;
  readonly fuzz: FuzzOptions;
  /** A folder for model directories and logs, removed at the end. */
  readonly folder: string;
  /** Says on standard error what is being done. */
  readonly progress: (text: string) => void;
}
