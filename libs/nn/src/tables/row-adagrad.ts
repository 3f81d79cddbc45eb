import type { AdagradSettings } from '../optimizers/adagrad';
import type { RowOptimizer } from './row-optimizer';

export type RowAdagradSettings = AdagradSettings;

/** Adagrad (Duchi, Hazan and Singer, 2011), which by itself leaves rows without a gradient alone. */
export function rowAdagrad({ epsilon = 1e-10 }: RowAdagradSettings): RowOptimizer {
  return {
    memoryPerValue: 1,
    scalars: ({ learningRate }) => [learningRate, epsilon],
    update: adagradRows,
  };
}

const adagradRows: RowOptimizer['update'] = (
  { values, memory },
  rows,
  { dim, given, sums, sources },
  begin,
  end,
  [rate, epsilon],
) => {
  for (let i = begin; i < end; i++) {
    const source = sources[i];
    const gradients = source < 0 ? sums : given;
    const from = source < 0 ? i * dim : source;
    const at = rows[i] * dim;
    for (let j = 0; j < dim; j++) {
      const gradient = gradients[from + j];
      const accumulated = memory[at + j] + gradient * gradient;
      memory[at + j] = accumulated;
      values[at + j] -= (gradient * rate) / (Math.sqrt(accumulated) + epsilon);
    }
  }
};
