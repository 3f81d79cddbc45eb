import type { AdamStep } from '@reckit/kernels';
import type { AdamSettings } from '../optimizers/adam';
import type { RowOptimizer, RowUpdate } from './row-optimizer';

export type LazyAdamSettings = AdamSettings;

/**
 * Adam (Kingma and Ba, 2015) for the rows of a batch alone, as TensorFlow's LazyAdam: the moments of other rows do
 * not decay, and the bias correction follows the step of the training, not the number of updates of a row. The
 * arithmetic is that of the dense optimiser. Its memory holds the mean of a row, then the mean square.
 */
export function lazyAdam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: LazyAdamSettings): RowOptimizer {
  return {
    memoryPerValue: 2,
    update({ step, learningRate }) {
      const root = Math.sqrt(1 - beta2 ** step);
      const rate = (learningRate * root) / (1 - beta1 ** step);
      const numbers = { rate, smallest: epsilon * root, keptMean: beta1, keptSquare: beta2 };
      return {
        inPlain: adamRows(numbers),
        inKernel: (kernel, count) => kernel.adam(count, numbers),
      };
    },
  };
}

function adamRows({ rate, smallest, keptMean, keptSquare }: AdamStep): RowUpdate['inPlain'] {
  const newMean = 1 - keptMean;
  const newSquare = 1 - keptSquare;
  return ({ values, memory }, rows, { dim, given, sums, sources }, begin, end) => {
    for (let i = begin; i < end; i++) {
      const source = sources[i];
      const gradients = source < 0 ? sums : given;
      const from = source < 0 ? i * dim : source;
      const at = rows[i] * dim;
      const meanAt = 2 * at;
      const squareAt = meanAt + dim;
      for (let j = 0; j < dim; j++) {
        const gradient = gradients[from + j];
        const mean = memory[meanAt + j] * keptMean + gradient * newMean;
        const square = memory[squareAt + j] * keptSquare + gradient * gradient * newSquare;
        memory[meanAt + j] = mean;
        memory[squareAt + j] = square;
        values[at + j] -= (mean * rate) / (Math.sqrt(square) + smallest);
      }
    }
  };
}
