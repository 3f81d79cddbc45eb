/** Below any probability that a float32 holds in full, and half of what is missing to 1 in the largest below it. */
const SMALLEST = { probability: 2 ** -126, complement: 2 ** -25 } as const;

/** The log-odds of probabilities; finite also of 0 and 1. */
export function logOddsOf(probabilities: Float32Array): Float32Array {
  return probabilities.map(
    p => Math.log(Math.max(p, SMALLEST.probability)) - Math.log(Math.max(1 - p, SMALLEST.complement)),
  );
}

/** The probabilities that log-odds mean. */
export function probabilitiesOf(logOdds: Float32Array): Float32Array {
  return logOdds.map(z => 1 / (1 + Math.exp(-z)));
}
