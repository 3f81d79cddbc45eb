import type { Collective } from '@reckit/collective';

/** A process has done its part of a training that another one finishes: nothing is left to do, and nothing went wrong. */
export class PartDone extends Error {
  override readonly name = 'PartDone';
}

/**
 * Ends what processes have computed together: the first goes on alone.
 *
 * @throws PartDone in all others
 */
export function leave(collective: Collective | undefined): void {
  collective?.close();
  if (collective && collective.rank > 0) throw new PartDone();
}
