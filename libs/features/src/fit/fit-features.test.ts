import { rawColumns, type Cell } from '../../testing/raw-columns';
import { BadFeatureData } from '../errors';
import type {
  CategoricalFeature,
  CategoryCoding,
  Feature,
  NumericFeature,
  SequenceFeature,
} from '../spec/feature-spec';
import { fitFeatures } from './fit-features';

const CITY: CategoricalFeature = {
  kind: 'categorical',
  name: 'city',
  coding: { kind: 'vocabulary', minCount: 1, values: [] },
  default: null,
};
const HISTORY: SequenceFeature = {
  kind: 'sequence',
  name: 'history',
  coding: { kind: 'vocabulary', minCount: 1, values: [] },
  maxLength: 3,
  pooling: 'mean',
  separator: '|',
};

/** One feature, fitted on a column of cells. */
function fit(
  feature: Feature,
  cells: readonly Cell[],
  rows = [...cells.keys()],
  standardise = true,
): Feature {
  const spec = { features: [feature], rawPrecision: 'float32', scaledBy: 'graph' } as const;
  const columns = rawColumns(
    spec,
    cells.map(cell => [cell]),
  );
  return fitFeatures(spec, columns, Uint32Array.from(rows), { standardise }).features[0];
}

function vocabulary(feature: Feature, cells: readonly Cell[], rows?: number[]): readonly string[] {
  const fitted = fit(feature, cells, rows);
  if (fitted.kind === 'numeric' || fitted.coding.kind !== 'vocabulary') throw new Error('no vocabulary');
  return fitted.coding.values;
}

function withMinCount<Kind extends CategoricalFeature | SequenceFeature>(
  feature: Kind,
  minCount: number,
): Kind {
  return { ...feature, coding: { kind: 'vocabulary', minCount, values: [] } };
}

describe('with a base', () => {
  function fitOn(base: Feature, feature: Feature, cells: readonly Cell[]): Feature {
    const spec = { features: [feature], rawPrecision: 'float32', scaledBy: 'graph' } as const;
    const columns = rawColumns(
      spec,
      cells.map(cell => [cell]),
    );
    const rows = Uint32Array.from(cells.keys());
    return fitFeatures(spec, columns, rows, { standardise: true, base: { ...spec, features: [base] } })
      .features[0];
  }
  const known: CategoryCoding = { kind: 'vocabulary', minCount: 1, values: ['rome', 'oslo'] };
  const grown: CategoryCoding = { kind: 'vocabulary', minCount: 2, values: ['rome', 'oslo', 'bonn', 'lima'] };

  test('values keep their places, and new ones come after them by falling count', () => {
    const cells = ['lima', 'bonn', 'oslo', 'bonn', 'bonn', 'lima', 'nice'];
    const base = { ...CITY, coding: known };
    expect(fitOn(base, withMinCount(CITY, 2), cells)).toEqual({ ...CITY, coding: grown });
  });

  test('events of sequences do, too, and no new one need be there', () => {
    const cells = [['bonn', 'lima'], ['bonn', 'rome'], ['lima', 'bonn'], ['nice']];
    const base = { ...HISTORY, coding: known };
    expect(fitOn(base, withMinCount(HISTORY, 2), cells)).toEqual({ ...HISTORY, coding: grown });
    expect(fitOn(base, withMinCount(HISTORY, 9), cells)).toEqual({
      ...HISTORY,
      coding: { ...known, minCount: 9 },
    });
  });

  test('numbers keep the scaling and the default that the weights know', () => {
    const price: NumericFeature = { kind: 'numeric', name: 'price', default: 0, defaultIsMean: true };
    const before: NumericFeature = {
      kind: 'numeric',
      name: 'price',
      default: 4,
      scaling: { mean: 4, std: 2 },
    };
    expect(fitOn(before, price, [100, 200, 300])).toEqual(before);
    const unscaled: NumericFeature = { kind: 'numeric', name: 'price', default: 4 };
    expect(fitOn(unscaled, price, [100, 200, 300])).toEqual(unscaled);
  });
});

describe('vocabularies', () => {
  test('are in the order of falling count, equal counts by value', () => {
    expect(vocabulary(CITY, ['b', 'd', 'a', 'c', 'd', 'c', 'd'])).toEqual(['d', 'c', 'a', 'b']);
  });

  test('leave out what is rare', () => {
    const cells = ['b', 'd', 'a', 'c', 'd', 'c', 'd'];
    expect(vocabulary(withMinCount(CITY, 2), cells)).toEqual(['d', 'c']);
    expect(vocabulary(withMinCount(CITY, 3), cells)).toEqual(['d']);
  });

  test('see training rows only', () => {
    expect(vocabulary(CITY, ['a', 'b', 'c', 'b'], [0, 2])).toEqual(['a', 'c']);
  });

  test('do not hold missing and empty values', () => {
    expect(vocabulary(CITY, [null, '', 'a', null])).toEqual(['a']);
  });

  test('count a missing value as the default', () => {
    expect(vocabulary({ ...CITY, default: 'a' }, [null, '', 'b', 'b', 'a'])).toEqual(['a', 'b']);
    expect(vocabulary({ ...CITY, default: 'other' }, [null, '', 'b'])).toEqual(['other', 'b']);
  });

  test('of sequences count the events that the model will see', () => {
    const cells = [['a', 'b', 'c', 'd'], ['d', null, 'c', ''], null, []];
    expect(vocabulary(HISTORY, cells)).toEqual(['c', 'd', 'b']);
  });

  test('of a category and the sequence that shares it are one, of the values of both', () => {
    const features: Feature[] = [{ ...HISTORY, shares: 'city' }, withMinCount(CITY, 2)];
    const spec = { features, rawPrecision: 'float32', scaledBy: 'graph' } as const;
    const columns = rawColumns(spec, [
      [['a', 'b', 'c'], 'b'],
      [['d', 'b', 'a', 'c'], 'e'],
      [null, 'f'],
    ]);
    const fitted = fitFeatures(spec, columns, Uint32Array.of(0, 1, 2), { standardise: true });
    const coding: CategoryCoding = { kind: 'vocabulary', minCount: 2, values: ['b', 'a', 'c'] };
    expect(fitted.features).toEqual([
      { ...HISTORY, shares: 'city', coding },
      { ...CITY, coding },
    ]);
  });

  test('hash buckets need no fitting', () => {
    const coding: CategoryCoding = { kind: 'hash', buckets: 7 };
    for (const feature of [
      { ...CITY, coding },
      { ...HISTORY, coding },
    ]) {
      expect(fit(feature, ['a'])).toEqual(feature);
    }
  });
});

describe('refused with one line that names the feature', () => {
  test.each([
    [
      withMinCount(CITY, 5),
      ['a', 'b', 'a', null],
      'No value of the feature "city" occurs 5 times in the training rows (min_count); the largest count is 2. Lower its min_count.',
    ],
    [CITY, [null, ''], 'The feature "city" has no value in any training row; leave it out.'],
    [HISTORY, [null, []], 'The feature "history" has no value in any training row; leave it out.'],
    [
      withMinCount(HISTORY, 2),
      [['a', 'b']],
      'No value of the feature "history" occurs 2 times in the training rows (min_count); the largest count is 1. Lower its min_count.',
    ],
  ])('%# %j', (feature, cells, message) => {
    expect(() => fit(feature, cells)).toThrow(new BadFeatureData(message));
  });
});

describe('numbers', () => {
  const price: Feature = { kind: 'numeric', name: 'price', default: 2 };

  test('are standardised when asked, over the training rows, gaps as the default', () => {
    expect(fit(price, [4, null, 100], [0, 1])).toEqual({ ...price, scaling: { mean: 3, std: 1 } });
    expect(fit(price, [4, null], [0, 1], false)).toEqual(price);
  });

  test('are standardised as they are after clipping and taking logarithms', () => {
    const feature: Feature = { ...price, clip: { max: Math.E ** 3 - 1 }, log: true };
    const fitted = fit(feature, [Math.E - 1, 1e6], [0, 1]);
    expect(fitted).toMatchObject({ scaling: { mean: expect.closeTo(2, 6), std: expect.closeTo(1, 6) } });
  });
});
