import type { PlacedFloats, StepWeights } from './step-weights';
import { NAMES } from './trace-network';

/** The parameters, and what the optimiser remembers, by the names that they have as inputs of programs. */
export function optimizedWeights({
  parameters,
  slots,
}: StepWeights): readonly (readonly [string, PlacedFloats])[] {
  return [[NAMES.parameters, parameters], ...slots.map((slot, i) => [NAMES.slot(i), slot] as const)];
}
