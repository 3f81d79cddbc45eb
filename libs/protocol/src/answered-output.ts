/**
 * What an output means, which says how a protocol writes it: a model's one `score`, one of several `task`s, a vector
 * (`embedding`), or the `ids` of neighbours with their `similarity`.
 */
export type OutputRole = 'score' | 'task' | 'embedding' | 'ids' | 'similarity';

/** One output of a model, as its answers have it. */
export interface AnsweredOutput {
  /** A model's one score is called `predictions`. */
  readonly name: string;
  readonly role: OutputRole;
  /** How many values a row has. */
  readonly width: number;
  /** Whether it may have fewer, as many as a request asks for. @default false */
  readonly isUpTo?: boolean;
}

/**
 * The values of all rows of an output, row-major [rows, width]. Those of `ids` are texts, each '' where a row has
 * fewer; those of every other role are numbers.
 */
export type OutputValues = Float32Array | readonly string[];

/** Whether an output's entry of a row is a list, also where that holds one value: a score or a task of one stands bare. */
export function hasListEntries({ role, width }: AnsweredOutput): boolean {
  return width > 1 || (role !== 'score' && role !== 'task');
}
