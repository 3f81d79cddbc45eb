/** Whether there is one finite score a row, which is what every measure asks for; a training that diverged gives none. */
export function isMeasurable(labels: Float32Array, scores: Float32Array): boolean {
  return scores.length === labels.length && scores.every(Number.isFinite);
}
