import type { AdagradStep } from '@reckit/kernels';
import type { AdagradSettings } from '../optimizers/adagrad';
import type { RowOptimizer, RowUpdate } from './row-optimizer';

export type RowAdagradSettings = AdagradSettings;

/** Adagrad (Duchi, Hazan and Singer, 2011), which by itself leaves rows without a gradient alone. */
export function rowAdagrad({ epsilon = 1e-10 }: RowAdagradSettings): RowOptimizer {
  return {
    memoryPerValue: 1,
    update({ learningRate }) {
      const numbers = { rate: learningRate, epsilon };
      return {
        inPlain: adagradRows(numbers),
        inKernel: (kernel, count) => kernel.adagrad(count, numbers),
      };
    },
  };
}

function adagradRows({ rate, epsilon }: AdagradStep): RowUpdate['inPlain'] {
  return ({ values, memory }, rows, { dim, given, sums, sources }, begin, end) => {
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
}
