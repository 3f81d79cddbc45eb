/**
 * Whether there is one finite score a row and a row that weighs something, which is what every measure asks for: a training
 * that diverged gives none, and some of the rows may weigh nothing.
 */
export function isMeasurable(labels: Float32Array, scores: Float32Array, weights?: Float32Array): boolean {
  const weighs = weights === undefined || weights.some(weight => weight > 0);
  return weighs && scores.length === labels.length && scores.every(Number.isFinite);
}
