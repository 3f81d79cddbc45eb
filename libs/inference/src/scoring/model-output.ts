import type { OutputEntry } from '@reckit/artifacts';

/** What an output is to a client; a package says it. */
export type OutputRole = OutputEntry['role'];

/** One output of a model. */
export interface ModelOutput {
  readonly name: string;
  readonly role: OutputRole;
  /**
   * How many values a row has: 1, or as many as there are classes, targets, labels or quantiles, dimensions of an
   * embedding, or neighbours.
   */
  readonly width: number;
  /** Whether it may have fewer, as many as a request asks for. @default false */
  readonly isUpTo?: boolean;
}

/** The values of an output, row-major [rows, width]: numbers, or ids with '' where a row has fewer. */
export type OutputValues = Float32Array | readonly string[];

/** Outputs of a model by position, each with as many rows as were asked for. */
export type Outputs = readonly OutputValues[];
