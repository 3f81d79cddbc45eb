/** What the rows of each class weigh together: how many there are, unless they are weighted. */
export function weighed(
  labels: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): { readonly positives: number; readonly negatives: number } {
  let positives = 0;
  let negatives = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    if (labels[row] === 1) positives += weight;
    else negatives += weight;
  }
  return { positives, negatives };
}
