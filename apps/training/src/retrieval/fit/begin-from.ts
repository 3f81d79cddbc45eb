import type { EngineState } from '@reckit/nn';
import type { InitialNetwork } from '../../networks/init/initial-network';
import { takeTable } from '../../networks/init/take-table';
import { takeWeights } from '../../networks/init/take-weights';
import { doesNotFit } from '../../run/init/initial-version';
import { servedSides, type RetrievalPlan } from '../retrieval-plan';

/**
 * Gives the tables of a plan, and the vectors of its items, what a version has learnt, and lets go of the version.
 *
 * @param started - what the seed gave
 * @returns the weights to begin with
 * @throws BadTrainingRun if they do not fit
 */
export function beginFrom(initial: InitialNetwork, plan: RetrievalPlan, started: EngineState): EngineState {
  const { items, network } = plan;
  const ofItems = items.kind === 'learnt' ? items.parameter : null;
  const weights = takeWeights(initial, network, started, ofItems ? [ofItems] : []);
  for (const { signature, table, side } of servedSides(plan)) {
    if (table) takeTable(initial, signature, table, side.layout);
  }
  if (items.kind === 'learnt') takeItems(initial, plan, items.vectorsIn(weights));
  initial.release();
  return weights;
}

/** The items that the version knows come first in the catalogue, in its order. */
function takeItems({ manifest, vectors }: InitialNetwork, { dim }: RetrievalPlan, into: Float32Array): void {
  const there = vectors?.dim ?? 0;
  if (!vectors || there !== dim) {
    throw doesNotFit(
      manifest,
      `the vector of an item has ${dim} numbers here and ${there} in ${manifest.version}`,
    );
  }
  into.set(vectors.rows);
}
