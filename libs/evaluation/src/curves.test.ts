import fc from 'fast-check';
import { auc } from './auc';
import { calibrationTable } from './calibration-table';
import { rocCurve } from './roc-curve';
import { scoreHistogram } from './score-histogram';

const rows = fc.array(
  fc.record({ label: fc.constantFrom(0, 1), score: fc.double({ min: 0, max: 1, noNaN: true }) }),
  { minLength: 1, maxLength: 300 },
);

describe('calibrationTable', () => {
  test.each(['equal-width', 'quantile'] as const)('%s bins hold every row once, by rising score', strategy =>
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (all, binCount) => {
        const bins = calibrationTable(
          all.map(({ label }) => label),
          all.map(({ score }) => score),
          binCount,
          strategy,
        );
        expect(bins.length).toBeLessThanOrEqual(binCount);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(all.length);
        const positives = all.filter(({ label }) => label === 1).length;
        expect(bins.reduce((sum, bin) => sum + bin.count * bin.positiveRate, 0)).toBeCloseTo(positives, 8);
        const means = bins.map(bin => bin.meanScore);
        expect(means).toEqual([...means].sort((a, b) => a - b));
      }),
    ),
  );

  test('bins of one width, the last with both its ends', () => {
    expect(calibrationTable([0, 1, 1, 1], [0.125, 0.25, 0.75, 1], 4)).toEqual([
      { meanScore: 0.125, positiveRate: 0, count: 1 },
      { meanScore: 0.25, positiveRate: 1, count: 1 },
      { meanScore: 0.875, positiveRate: 1, count: 2 },
    ]);
  });

  test('bins of one size, equal scores together', () => {
    expect(calibrationTable([0, 0, 1, 1, 0, 1], [0.5, 0.25, 0.5, 0.5, 0.25, 0.75], 3, 'quantile')).toEqual([
      { meanScore: 0.25, positiveRate: 0, count: 2 },
      { meanScore: 0.5, positiveRate: 2 / 3, count: 3 },
      { meanScore: 0.75, positiveRate: 1, count: 1 },
    ]);
  });

  test('refuses a number of bins that is none', () => {
    expect(() => calibrationTable([1], [1], 0)).toThrow('binCount is 0; expected a whole number from 1.');
  });
});

describe('rocCurve', () => {
  test('rises from corner to corner and encloses the AUC', () =>
    fc.assert(
      fc.property(rows, all => {
        const labels = all.map(({ label }) => label);
        const scores = all.map(({ score }) => score);
        const curve = rocCurve(labels, scores, 1e6);
        const expected = auc(labels, scores);
        if (curve === null || expected === null) {
          expect([curve, expected]).toEqual([null, null]);
          return;
        }
        const { falsePositiveRate: x, truePositiveRate: y } = curve;
        expect([x[0], y[0], x[x.length - 1], y[y.length - 1]]).toEqual([0, 0, 1, 1]);
        let area = 0;
        for (let i = 1; i < x.length; i++) {
          expect(x[i]).toBeGreaterThanOrEqual(x[i - 1]);
          expect(y[i]).toBeGreaterThanOrEqual(y[i - 1]);
          area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
        }
        expect(area).toBeCloseTo(expected, 10);
      }),
    ));

  test('is thinned to what a drawing shows', () => {
    const labels = Array.from({ length: 20_000 }, (_, row) => row % 2);
    const curve = rocCurve(
      labels,
      labels.map((label, row) => ((row * 7919) % 20_011) / 20_011 + label / 4),
      100,
    );
    expect(curve?.falsePositiveRate.length).toBeGreaterThan(100);
    expect(curve?.falsePositiveRate.length).toBeLessThan(210);
  });
});

test('scoreHistogram counts each class by bin, a score of 1 in the last', () => {
  expect(scoreHistogram([1, 0, 1, 0, 1], [0, 0.1, 0.5, 0.74, 1], 4)).toEqual({
    positives: [1, 0, 1, 1],
    negatives: [1, 0, 1, 0],
  });
});
