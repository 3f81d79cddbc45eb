import { CannotEvaluate } from '../../errors';

/** @throws CannotEvaluate for columns that tell rows apart, where what is measured is no row of a table */
export function refuseSegments(by: readonly string[]): void {
  if (by.length === 0) return;
  throw new CannotEvaluate(
    `--by ${by.join(',')} tells rows apart, and sequences and pairs of nodes are none: leave it out.`,
  );
}
