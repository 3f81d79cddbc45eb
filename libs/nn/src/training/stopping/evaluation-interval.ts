/** How often a model is measured: after a share of an epoch, above 0 and up to 1, or after so many steps. */
export type EvaluationInterval = { readonly share: number } | { readonly steps: number };

/** Measured at the end of each epoch alone. */
export const EACH_EPOCH: EvaluationInterval = { share: 1 };

/**
 * The steps of an epoch after which a model is measured. They are counted anew in each epoch, and its last one is always
 * among them: so a training that ends after an epoch has been measured as one that goes on.
 *
 * @returns rising, from 1 to `stepsPerEpoch`
 */
export function evaluatedSteps(interval: EvaluationInterval, stepsPerEpoch: number): number[] {
  const every = 'steps' in interval ? interval.steps : interval.share * stepsPerEpoch;
  const steps = new Set<number>();
  for (let count = 1; Math.round(count * every) < stepsPerEpoch; count++) {
    steps.add(Math.max(1, Math.round(count * every)));
  }
  return [...steps.add(stepsPerEpoch)];
}
