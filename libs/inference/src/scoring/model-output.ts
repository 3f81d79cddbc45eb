/** One output of a model. */
export interface ModelOutput {
  readonly name: string;
  /** How many numbers a row has: 1, or as many as there are classes, targets, labels or quantiles. */
  readonly width: number;
}
