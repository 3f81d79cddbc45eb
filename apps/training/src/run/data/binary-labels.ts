/** How many labels, each 0 or 1, are 1. */
export function countPositives(labels: Float32Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}
