import fc from 'fast-check';
import { formatFeatureMeta, parseFeatureMeta } from '../files/feature-meta';
import { parseFeatureFile } from '../files/feature-file';
import { farDefaults } from './far-defaults';
import { fitFeatures } from './fit-features';

const specOf = (...features: unknown[]) =>
  parseFeatureFile(JSON.stringify({ features }), 'features.json').spec;
const MEAN = specOf({ name: 'x', default: 'mean' });
const columnsOf = (...values: number[]) =>
  new Map([['x', { kind: 'numeric', values: Float32Array.from(values) } as const]]);

test('the default "mean" is that of the training rows, and a number from then on', () => {
  const columns = columnsOf(1, 2, NaN, 6, 1000);
  const rows = Uint32Array.of(0, 1, 2, 3);
  const fitted = fitFeatures(MEAN, columns, rows, { standardise: true });
  expect(fitted.features).toEqual([
    { kind: 'numeric', name: 'x', default: 3, scaling: { mean: 3, std: Math.sqrt((4 + 1 + 0 + 9) / 4) } },
  ]);
  const meta = { labelColumn: 'y', modelVersion: 'v1', modelType: 'deepfm', createdAt: 'now' };
  expect(parseFeatureMeta(formatFeatureMeta({ ...meta, spec: fitted }), null).spec.features).toEqual(
    fitted.features,
  );
});

test('the mean is that of the values as they are cut to the clip range', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(NaN), fc.float({ noNaN: true, min: -1e6, max: 1e6 })), {
        minLength: 1,
        maxLength: 50,
      }),
      values => {
        fc.pre(values.some(value => !Number.isNaN(value)));
        const spec = specOf({ name: 'x', default: 'mean', clip: { min: -10, max: 1000 } });
        const rows = Uint32Array.from(values, (_, i) => i);
        const [fitted] = fitFeatures(spec, columnsOf(...values), rows, { standardise: false }).features;
        const cut = values
          .filter(value => !Number.isNaN(value))
          .map(value => Math.min(Math.max(value, -10), 1000));
        const mean = cut.reduce((sum, value) => sum + value, 0) / cut.length;
        expect(fitted).toMatchObject({ default: expect.closeTo(mean, 6) });
      },
    ),
  );
});

test('without a value in the training rows there is no mean', () => {
  expect(() => fitFeatures(MEAN, columnsOf(NaN, 5), Uint32Array.of(0), { standardise: true })).toThrow(
    'The feature "x" has no value in any training row, so its default can be no mean; leave it out.',
  );
});

describe('a default far from the data is found', () => {
  const far = (feature: object, ...values: number[]) =>
    farDefaults(
      specOf({ name: 'x', ...feature }),
      columnsOf(...values),
      Uint32Array.from(values, (_, i) => i),
    );
  const TIMES = [1.76e9, 1.761e9, 1.762e9];

  test('if a row lacks the value', () => {
    expect(far({}, ...TIMES, NaN)).toEqual([
      { name: 'x', default: 0, min: Math.fround(1.76e9), max: Math.fround(1.762e9) },
    ]);
    expect(far({}, ...TIMES)).toEqual([]);
  });

  test('and not if it lies among them, beside them, or is brought there', () => {
    expect(far({ default: 1.7605e9 }, ...TIMES, NaN)).toEqual([]);
    expect(far({}, 10, 200, 40, NaN)).toEqual([]);
    expect(far({ clip: { min: 1.76e9 } }, ...TIMES, NaN)).toEqual([]);
    expect(far({ log: true }, 1, 10, 100, 1000, NaN)).toEqual([]);
    expect(far({ default: 'missing' }, ...TIMES, NaN)).toEqual([]);
    expect(far({}, 5, 5, NaN)).toEqual([]);
  });

  test('or if it is beyond ten deviations of values with a long tail', () => {
    const values = [...Array.from({ length: 1000 }, (_, i) => 100 + (i % 2)), 200, NaN];
    expect(far({ default: 60 }, ...values)).toHaveLength(1);
    expect(far({ default: 80 }, ...values)).toHaveLength(0);
  });
});
