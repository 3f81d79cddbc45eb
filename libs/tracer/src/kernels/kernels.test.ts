import * as tf from '@tensorflow/tfjs-core';
import { ALL_CASES } from '../../testing/cases/all-cases';
import type { KernelCase } from '../../testing/cases/kernel-case';
import { expectSame } from '../../testing/compare';
import { KERNELS } from './kernels';

test('every kernel has a case', () => {
  expect(Object.keys(ALL_CASES).sort()).toEqual(Object.keys(KERNELS).sort());
});

test.each(Object.entries(ALL_CASES))('%s gives what TensorFlow.js computes', async (kernel, cases) => {
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
