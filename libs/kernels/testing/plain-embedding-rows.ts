import type { AdagradStep, AdamStep } from '../src/embedding-rows';

const { fround } = Math;

/** What `EmbeddingRowsKernel` computes, one number at a time, each result rounded to float32. */
export function plainPool(
  values: Float32Array,
  dim: number,
  bags: readonly (readonly number[])[],
  divisors: readonly number[],
): number[] {
  return bags.flatMap((rows, bag) =>
    Array.from({ length: dim }, (_, j) =>
      fround(rows.reduce((sum, row) => fround(sum + values[row * dim + j]), 0) / divisors[bag]),
    ),
  );
}

/** Updates the cells of a row: its values and what is remembered of them, all changed in place. */
export function plainAdam(
  values: Float32Array,
  [means, squares]: readonly [Float32Array, Float32Array],
  gradients: readonly number[],
  { rate, smallest, keptMean, keptSquare }: AdamStep,
): void {
  gradients.forEach((g, j) => {
    means[j] = fround(fround(means[j] * fround(keptMean)) + fround(fround(g) * fround(1 - keptMean)));
    squares[j] = fround(
      fround(squares[j] * fround(keptSquare)) + fround(fround(g * g) * fround(1 - keptSquare)),
    );
    values[j] -= fround(
      fround(means[j] * fround(rate)) / fround(fround(Math.sqrt(squares[j])) + fround(smallest)),
    );
  });
}

export function plainAdagrad(
  values: Float32Array,
  squares: Float32Array,
  gradients: readonly number[],
  { rate, epsilon }: AdagradStep,
): void {
  gradients.forEach((g, j) => {
    squares[j] = fround(squares[j] + fround(g * g));
    values[j] -= fround(fround(g * fround(rate)) / fround(fround(Math.sqrt(squares[j])) + fround(epsilon)));
  });
}
