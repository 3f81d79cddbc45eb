import type { ComparedMetric } from '../gate/compared-metric';
import type { Decision } from '../gate/decide-promotion';
import type { Gate } from '../gate/gate';

/** What was found of two versions of a model. */
export interface Evaluation {
  readonly model: string;
  readonly version: string;
  /** Null where the model has no current version, or that is this one. */
  readonly currentVersion: string | null;
  readonly data: MeasuredData;
  readonly metrics: readonly ComparedMetric[];
  /** The same metrics of some of the rows, by the columns that were asked for. */
  readonly segments: readonly Segment[];
  readonly gate: AppliedGate;
  readonly decision: Decision;
  /** What a person should know of it, a sentence each. */
  readonly notes: readonly string[];
  readonly evaluatedAt: string;
}

/** The data that both were measured on. */
export interface MeasuredData {
  /** As the user named it, or the training. */
  readonly path: string;
  readonly sha256: string;
  /** How many rows of it, or of whatever else is one case to measure. */
  readonly rows: number;
}

/** What a version had to keep to. */
export interface AppliedGate {
  readonly gate: Gate;
  /** The file; null for what holds where none is given. */
  readonly file: string | null;
}

/** The rows that have one value in a column. */
export interface Segment {
  readonly column: string;
  /** Null for rows without one. */
  readonly value: string | null;
  readonly rows: number;
  readonly metrics: readonly ComparedMetric[];
}
