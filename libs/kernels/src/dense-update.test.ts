import * as fc from 'fast-check';
import { plainAdam } from '../testing/plain-embedding-rows';
import { DenseAdamKernel } from './dense-update';

const number = fc.float({ min: -4, max: 4, noNaN: true, noDefaultInfinity: true });
const STEP = { rate: 0.01, smallest: 1e-8, keptMean: 0.9, keptSquare: 0.999 };

test.each([1, 0.5])('all numbers of a vector are updated by Adam, %d of them left before', kept => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), gradients => {
      const kernel = new DenseAdamKernel(gradients.length);
      const expected = [kernel.values, kernel.means, kernel.squares].map((vector, i) => {
        vector.forEach((_, j) => (vector[j] = Math.abs(Math.sin(i + j))));
        return vector.slice();
      });
      kernel.gradients.set(gradients);
      kernel.update({ ...STEP, keptValue: kept });
      const [values, means, squares] = expected;
      values.forEach((value, j) => (values[j] = value * kept));
      plainAdam(values, [means, squares], gradients, STEP);
      expect([kernel.values, kernel.means, kernel.squares]).toEqual(expected);
    }),
  );
});

test('a vector beyond what a kernel can address is refused', () => {
  expect(() => new DenseAdamKernel(2 ** 28)).toThrow('more than 4 GiB');
});
