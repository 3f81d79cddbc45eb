import { CannotEvaluate } from '../../errors';
import type { EvaluateFlags } from '../../evaluate-flags';

/** @throws CannotEvaluate for columns that tell rows apart, where what is measured is no row of a table */
export function refuseSegments({ by }: Pick<EvaluateFlags, 'by'>): void {
  if (by.length === 0) return;
  throw new CannotEvaluate(
    `--by ${by.join(',')} tells rows apart, and sequences and pairs of nodes are none: leave it out.`,
  );
}
