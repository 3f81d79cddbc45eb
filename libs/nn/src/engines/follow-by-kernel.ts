import type { DenseAdamStep, StepMemory } from '@reckit/kernels';
import type { PlacedFloats, StepWeights } from './step-weights';

/** Adam, in place, over all parameters. */
export function followByKernel(
  { operators }: StepMemory,
  { parameters, slots: [means, squares] }: StepWeights,
  gradient: PlacedFloats,
  { rate, smallest, keptMean, keptSquare, keptValue }: DenseAdamStep,
): void {
  operators.adam(
    parameters.byteOffset,
    gradient.byteOffset,
    means.byteOffset,
    squares.byteOffset,
    parameters.length,
    rate,
    smallest,
    keptMean,
    1 - keptMean,
    keptSquare,
    1 - keptSquare,
    keptValue,
  );
}
