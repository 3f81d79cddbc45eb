import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { encodeColumns, type NumericFeature } from '@reckit/features';
import * as fc from 'fast-check';
import { scaleNumeric } from './scale-numeric';

beforeAll(() => tf.setBackend('cpu'));

const bound = fc.float({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });
const feature: fc.Arbitrary<NumericFeature> = fc.record(
  {
    kind: fc.constant('numeric' as const),
    name: fc.constant('x'),
    default: fc.constant(0),
    clip: fc.record({ min: bound.map(value => value - 100), max: bound.map(value => value + 100) }),
    log: fc.boolean(),
    scaling: fc.record({ mean: bound, std: fc.float({ min: Math.fround(0.1), max: 50, noNaN: true }) }),
  },
  { requiredKeys: ['kind', 'name', 'default'] },
);
const number = fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true });

test('numbers are scaled as the host scales them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(feature, number), { minLength: 1, maxLength: 6 }), cells => {
      const features = cells.map(([described], i) => ({ ...described, name: `x${i}` }));
      const raw = Float32Array.from(cells, ([, value]) => value);
      const columns = new Map(
        features.map(({ name }, i) => [name, { kind: 'numeric' as const, values: raw.subarray(i, i + 1) }]),
      );
      const onHost = encodeColumns({ features, rawPrecision: 'float32', scaledBy: 'host' }, columns, 1);
      const inGraph = scaleNumeric(tf.tensor2d(raw, [1, raw.length]), features).dataSync();
      inGraph.forEach((value, i) => expect(Math.abs(value - onHost[i])).toBeLessThan(1e-3));
    }),
  );
});

test('the largest floats stay finite, squared and summed', () => {
  const features: NumericFeature[] = [
    { kind: 'numeric', name: 'plain', default: 0 },
    { kind: 'numeric', name: 'narrow', default: 0, scaling: { mean: 0, std: 1e-6 } },
    { kind: 'numeric', name: 'logged', default: 0, log: true, scaling: { mean: 1, std: 0.5 } },
  ];
  const raw = tf.tensor2d([3e38, -3e38, 3e38], [1, 3]);
  const scaled = scaleNumeric(raw, features);
  expect([...scaled.dataSync()].slice(0, 2)).toEqual([1e9, -1e9]);
  expect(tf.sum(tf.square(tf.mul(scaled, 1000))).dataSync()[0]).toBeLessThan(Infinity);
});
