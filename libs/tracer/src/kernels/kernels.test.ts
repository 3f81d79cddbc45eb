import * as tf from '@tensorflow/tfjs-core';
import {
  ACTIVATION_CASES,
  BINARY_CASES,
  COMPARISON_CASES,
  UNARY_CASES,
} from '../../testing/cases/elementwise-cases';
import { INDEXING_CASES } from '../../testing/cases/indexing-cases';
import type { KernelCase, KernelCases } from '../../testing/cases/kernel-case';
import { MATRIX_CASES } from '../../testing/cases/matrix-cases';
import { REDUCTION_CASES } from '../../testing/cases/reduction-cases';
import { SHAPE_CASES } from '../../testing/cases/shape-cases';
import { expectSame } from '../../testing/compare';
import { KERNELS } from './kernels';

const CASES: KernelCases = {
  ...UNARY_CASES,
  ...ACTIVATION_CASES,
  ...BINARY_CASES,
  ...COMPARISON_CASES,
  ...REDUCTION_CASES,
  ...MATRIX_CASES,
  ...SHAPE_CASES,
  ...INDEXING_CASES,
};

test('every kernel has a case', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(KERNELS).sort());
});

test.each(Object.entries(CASES))('%s gives what TensorFlow.js computes', async (kernel, cases) => {
  for (const kernelCase of cases) {
    try {
      await expectSame(kernelCase.run, kernelCase.inputs, kernelCase.tolerance);
      expect(await kernelsOf(kernelCase)).toContain(kernel);
    } catch (error) {
      throw new Error(`${kernelCase.title}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
});

/** The kernels that TensorFlow.js runs for a case. */
async function kernelsOf({ run, inputs }: KernelCase): Promise<string[]> {
  await tf.setBackend('cpu');
  const { kernelNames } = await tf.profile(() =>
    tf.tidy(() => run(...inputs.map(({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype)))),
  );
  return kernelNames;
}
