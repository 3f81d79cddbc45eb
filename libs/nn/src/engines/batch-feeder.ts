import type { Network } from '../network';
import type { BatchPart } from '../together/batch-part';
import { fedTensors, valuesOfPart } from './check-feeds';
import type { Feeds } from './engine';
import type { Plan } from './plan/compile-plan';
import { NAMES } from './trace-network';

/**
 * Puts what is fed where a plan reads it.
 *
 * @throws InvalidFeed if an input is missing or too short
 */
export function batchFeeder(plan: Plan, network: Network, part: BatchPart): (batch: Feeds) => void {
  const tensors = fedTensors(network).map(fed => ({ fed, place: plan.floats(NAMES.fed(fed.name)) }));
  return batch => {
    for (const { fed, place } of tensors) place.set(valuesOfPart(batch, fed, part));
  };
}
