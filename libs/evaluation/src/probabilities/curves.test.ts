import fc from 'fast-check';
import { amountBins } from '../amounts/amount-bins';
import { auc } from './auc';
import { averagePrecision } from './average-precision';
import { calibrationTable } from './calibration-table';
import { precisionRecallCurve } from './precision-recall-curve';
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
        const curve = rocCurve(labels, scores, undefined, 1e6);
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
      undefined,
      100,
    );
    expect(curve?.falsePositiveRate.length).toBeGreaterThan(100);
    expect(curve?.falsePositiveRate.length).toBeLessThan(210);
  });
});

describe('scoreHistogram', () => {
  test('counts each class by bin, the greatest score in the last', () => {
    expect(scoreHistogram([1, 0, 1, 0, 1], [0, 0.1, 0.5, 0.74, 1], undefined, 4)).toEqual({
      edges: [0, 0.25, 0.5, 0.75, 1],
      positives: [1, 0, 1, 1],
      negatives: [1, 0, 1, 0],
    });
  });

  test('holds every row once, between the least and the greatest score', () =>
    fc.assert(
      fc.property(rows, all => {
        const scores = all.map(({ score }) => score);
        const { edges, positives, negatives } = scoreHistogram(
          all.map(({ label }) => label),
          scores,
          undefined,
          7,
        );
        expect([...positives, ...negatives].reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
        expect(edges[0]).toBeLessThan(edges[7]);
        expect(edges[7]).toBeGreaterThanOrEqual(Math.max(...scores));
      }),
    ));

  test('scores of a rare event fill many bins, not the first one', () => {
    const scores = Array.from({ length: 5000 }, (_, row) => 0.0002 * 1.001 ** row);
    const { negatives } = scoreHistogram(
      scores.map(() => 0),
      scores,
    );
    expect(negatives.filter(count => count > 0)).toHaveLength(40);
    expect(Math.max(...negatives)).toBeLessThan(300);
  });
});

describe('precisionRecallCurve', () => {
  test('has the precision of each threshold, and encloses the average precision', () =>
    fc.assert(
      fc.property(rows, all => {
        const labels = all.map(({ label }) => label);
        const scores = all.map(({ score }) => score);
        const curve = precisionRecallCurve(labels, scores, undefined, 1e6);
        const positives = labels.filter(label => label === 1).length;
        if (curve === null) {
          expect([0, all.length]).toContain(positives);
          return;
        }
        expect(curve.baseRate).toBe(positives / all.length);
        expect(curve.recall.at(-1)).toBe(1);
        const area = curve.recall.reduce(
          (sum, recall, i) => sum + (recall - (curve.recall[i - 1] ?? 0)) * curve.precision[i],
          0,
        );
        expect(area).toBeCloseTo(averagePrecision(labels, scores), 10);
      }),
    ));
});

test('amountBins hold every amount once, by rising prediction', () => {
  expect(amountBins([1, 5, 2, 8, 9], [3, 4, 3, 10, 12], 2)).toEqual([
    { meanPredicted: 10 / 3, meanActual: 8 / 3, count: 3 },
    { meanPredicted: 11, meanActual: 8.5, count: 2 },
  ]);
  expect(() => amountBins([1], [1], 0)).toThrow('binCount is 0; expected a whole number from 1.');
});
