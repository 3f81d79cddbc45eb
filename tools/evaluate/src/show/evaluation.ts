import type { ComparedMetric } from '../gate/compared-metric';
import type { Decision } from '../gate/decide-promotion';

/** What was found of two versions of a model. */
export interface Evaluation {
  readonly model: string;
  readonly version: string;
  /** Null where the model has no current version. */
  readonly currentVersion: string | null;
  /** The data that both were measured on. */
  readonly data: { readonly path: string; readonly sha256: string; readonly rows: number };
  readonly metrics: readonly ComparedMetric[];
  /** The same metrics of some of the rows, by the columns that were asked for. */
  readonly segments: readonly Segment[];
  readonly decision: Decision;
  readonly evaluatedAt: string;
}

/** The rows that have one value in a column. */
export interface Segment {
  readonly column: string;
  /** Null for rows without one. */
  readonly value: string | null;
  readonly rows: number;
  readonly metrics: readonly ComparedMetric[];
}
