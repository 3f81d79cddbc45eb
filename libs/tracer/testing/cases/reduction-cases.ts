import * as tf from '@tensorflow/tfjs-core';
import type { Values } from '../compare';
import { random } from './kernel-case';
import type { KernelCase, KernelCases } from './kernel-case';

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const AXES: (number | number[] | undefined)[] = [undefined, 0, 1, -1, [0, 2], [1, -1], [0, 1, 2]];

/** A reduction over every choice of axes, with and without keeping them. */
function reductionCases(run: Reduction, x: Values): KernelCase[] {
  const scalar: KernelCase = {
    title: `${x.dtype} scalar`,
    run: tensor => run(tensor),
    inputs: [{ ...x, shape: [], data: x.data.slice(0, 1) }],
  };
  const forms = AXES.flatMap(axis =>
    [false, true].map(keepDims => ({
      title: `${x.dtype}, axis ${axis}${keepDims ? ', kept' : ''}`,
      run: (tensor: tf.Tensor) => run(tensor, axis, keepDims),
      inputs: [x],
    })),
  );
  return [scalar, ...forms];
}

const float = random.float([2, 3, 4]);
const int = random.int([2, 3, 4]);
const bool = random.bool([2, 3, 4]);

/** Mean and variance of four columns. */
const STATISTICS = [random.float([4]), random.float([4], 0.1, 2)];

function argumentCases(run: (x: tf.Tensor, axis?: number) => tf.Tensor): KernelCase[] {
  return [undefined, 0, 1, -1].map(axis => ({
    title: `axis ${axis}, ties included`,
    run: x => run(x, axis),
    inputs: [int],
  }));
}

export const REDUCTION_CASES: KernelCases = {
  Sum: [
    ...reductionCases(tf.sum, float),
    ...reductionCases(tf.sum, int),
    ...reductionCases(tf.sum, bool),
    { title: 'of nothing', run: x => tf.sum(x, 0), inputs: [random.float([0, 3])] },
    { title: 'of a broadcast', run: x => tf.sum(tf.mul(x, tf.ones([4, 3])), 0), inputs: [random.float([3])] },
  ],
  Mean: [...reductionCases(tf.mean, float), ...reductionCases(tf.mean, int)],
  Prod: [...reductionCases(tf.prod, float), ...reductionCases(tf.prod, random.int([2, 3, 4], 1, 3))],
  Max: [...reductionCases(tf.max, float), ...reductionCases(tf.max, int)],
  Min: [...reductionCases(tf.min, float), ...reductionCases(tf.min, int)],
  All: reductionCases(tf.all, bool),
  Any: reductionCases(tf.any, bool),
  ArgMax: argumentCases(tf.argMax),
  ArgMin: argumentCases(tf.argMin),
  Cumsum: [0, 1, 2].flatMap(axis =>
    [false, true].flatMap(exclusive =>
      [false, true].map(reverse => ({
        title: `axis ${axis}, exclusive ${exclusive}, reverse ${reverse}`,
        run: (x: tf.Tensor) => tf.cumsum(x, axis, exclusive, reverse),
        inputs: [float],
      })),
    ),
  ),
  Cumprod: [0, 1, 2].flatMap(axis =>
    [false, true].flatMap(exclusive =>
      [false, true].map(reverse => ({
        title: `axis ${axis}, exclusive ${exclusive}, reverse ${reverse}`,
        run: (x: tf.Tensor) => tf.cumprod(x, axis, exclusive, reverse),
        inputs: [float],
      })),
    ),
  ),
  Softmax: [
    { title: 'of a matrix', run: x => tf.softmax(x), inputs: [random.float([3, 5])] },
    { title: 'of rank 3', run: x => tf.softmax(x), inputs: [float] },
    { title: 'of nothing', run: x => tf.softmax(x), inputs: [random.float([0, 5])] },
  ],
  FusedBatchNorm: [
    {
      title: 'of a matrix',
      run: (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale),
      inputs: [random.float([6, 4]), ...STATISTICS, random.float([4]), random.float([4])],
    },
    {
      title: 'without offset and scale',
      run: (x, mean, variance) => tf.batchNorm(x, mean, variance),
      inputs: [random.float([2, 3, 2, 4]), ...STATISTICS],
    },
  ],
};
