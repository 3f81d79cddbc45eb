import * as tf from '@tensorflow/tfjs-core';
import { random } from './kernel-case';
import type { KernelCase, KernelCases } from './kernel-case';

const FORMS = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

const BATCHES = [
  { a: [], b: [] },
  { a: [2], b: [2] },
  { a: [2], b: [1] },
  { a: [2, 3], b: [1, 1] },
  { a: [3], b: [2, 3] },
  { a: [4], b: [] },
];

function matMulCases(): KernelCase[] {
  return BATCHES.flatMap(({ a, b }) =>
    FORMS.map(({ transposeA, transposeB }) => ({
      title: `batches [${a}] and [${b}], transposed ${transposeA} and ${transposeB}`,
      run: (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, transposeA, transposeB),
      inputs: [
        random.float([...a, ...(transposeA ? [4, 3] : [3, 4])]),
        random.float([...b, ...(transposeB ? [5, 4] : [4, 5])]),
      ],
    })),
  );
}

function fusedCases(): KernelCase[] {
  const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
  return activations.flatMap(activation =>
    FORMS.map(({ transposeA, transposeB }) => ({
      title: `${activation}, transposed ${transposeA} and ${transposeB}`,
      run: (x: tf.Tensor, y: tf.Tensor, bias: tf.Tensor, slope: tf.Tensor) =>
        tf.fused.matMul({
          a: x,
          b: y,
          transposeA,
          transposeB,
          bias,
          activation,
          ...(activation === 'prelu' && { preluActivationWeights: slope }),
          leakyreluAlpha: 0.3,
        }),
      inputs: [
        random.float(transposeA ? [4, 3] : [3, 4]),
        random.float(transposeB ? [5, 4] : [4, 5]),
        random.float([5]),
        random.float([5]),
      ],
    })),
  );
}

function einsum(equation: string, ...shapes: number[][]): KernelCase {
  return {
    title: equation,
    run: (...tensors) => tf.einsum(equation, ...tensors),
    inputs: shapes.map(shape => random.float(shape)),
  };
}

export const MATRIX_CASES: KernelCases = {
  BatchMatMul: [
    ...matMulCases(),
    {
      title: 'no rows',
      run: (x, y) => tf.matMul(x, y),
      inputs: [random.float([0, 4]), random.float([4, 2])],
    },
    {
      title: 'a broadcast operand',
      run: (x, y) => tf.matMul(tf.mul(x, tf.ones([3, 4])), y),
      inputs: [random.float([4]), random.float([4, 2])],
    },
  ],
  _FusedMatMul: fusedCases(),
  Einsum: [
    einsum('ij,jk->ik', [2, 3], [3, 4]),
    einsum('bij, bkj -> bik', [2, 3, 4], [2, 5, 4]),
    einsum('ij->j', [2, 3]),
    einsum('i,i->', [4], [4]),
  ],
};
