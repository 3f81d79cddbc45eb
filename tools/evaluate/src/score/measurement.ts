import type { ComparedCurves, Drift } from '@reckit/evaluation';
import type { ComparedMetric } from '../gate/compared-metric';
import type { MeasuredData, Segment } from '../show/evaluation';

/** What was measured of two versions on the same rows, whatever kind of model they are. */
export interface Measurement {
  readonly data: MeasuredData;
  readonly metrics: readonly ComparedMetric[];
  readonly segments: readonly Segment[];
  /** What is drawn of them, by task. */
  readonly drawn: readonly DrawnTask[];
  /** How the features differ from those that the new version was trained on. @default it is not told */
  readonly drift?: Drift;
  /**
   * What the current version finds of what it knows, by metric: it cannot have lost what it never knew.
   * @default it is told by `metrics`, or not at all
   */
  readonly currentOnKnown?: Readonly<Record<string, number | null>>;
  /** What a person should know of how it was measured, a sentence each. */
  readonly notes: readonly string[];
}

/** What is drawn of one thing that was learnt. */
export interface DrawnTask {
  /** The name of the output, where the model has several; else null. */
  readonly task: string | null;
  readonly challenger: Drawn;
  /** Null where there is no current version. */
  readonly current: Drawn | null;
}

/** What is drawn of a version; what it does not have is left out. */
export type Drawn = Omit<ComparedCurves, 'version'>;
