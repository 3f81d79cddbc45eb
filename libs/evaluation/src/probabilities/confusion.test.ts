import fc from 'fast-check';
import { confusionAtBestF1 } from './confusion';
import { MetricInputError } from '../errors';

test('the threshold is the score at which F1 is greatest', () => {
  expect(confusionAtBestF1([1, 1, 0, 1, 0, 0], [0.9, 0.8, 0.7, 0.6, 0.2, 0.1])).toEqual({
    threshold: 0.6,
    truePositives: 3,
    falsePositives: 1,
    falseNegatives: 0,
    trueNegatives: 2,
  });
});

test('no threshold lies between rows of one score', () => {
  expect(confusionAtBestF1([1, 0, 0, 0], [0.5, 0.5, 0.5, 0.1])).toMatchObject({
    threshold: 0.5,
    truePositives: 1,
    falsePositives: 2,
  });
});

test('of any rows: the parts are all rows, and no score as threshold has a greater F1', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: -3, max: 3 }) }), {
        minLength: 2,
        maxLength: 30,
      }),
      rows => {
        const labels = rows.map(({ label }) => label);
        const scores = rows.map(({ score }) => score);
        const found = confusionAtBestF1(labels, scores);
        if (new Set(labels).size < 2) {
          expect(found).toBeNull();
          return;
        }
        if (found === null) throw new Error('expected a confusion of two classes');
        const { threshold, truePositives, falsePositives, falseNegatives, trueNegatives } = found;
        expect(truePositives + falsePositives + falseNegatives + trueNegatives).toBe(rows.length);
        const f1At = (least: number): number => {
          const called = rows.filter(({ score }) => score >= least);
          const right = called.filter(({ label }) => label === 1).length;
          return (2 * right) / (called.length + labels.filter(label => label === 1).length);
        };
        expect((2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives)).toBe(
          f1At(threshold),
        );
        for (const score of scores) expect(f1At(score)).toBeLessThanOrEqual(f1At(threshold));
      },
    ),
  ));

test('a row that weighs twice counts as two', () => {
  const labels = [1, 0, 1, 0, 0];
  const scores = [0.9, 0.7, 0.6, 0.4, 0.1];
  const twice = [...labels.keys()].flatMap(row => (row % 2 === 0 ? [row, row] : [row]));
  expect(confusionAtBestF1(labels, scores, [2, 1, 2, 1, 2])).toEqual(
    confusionAtBestF1(
      twice.map(row => labels[row]),
      twice.map(row => scores[row]),
    ),
  );
  expect(confusionAtBestF1(labels, scores, [0, 1, 0, 1, 1])).toBeNull();
});

test('input that is none is refused', () => {
  expect(() => confusionAtBestF1([0, 1], [0.5])).toThrow(MetricInputError);
  expect(() => confusionAtBestF1([0, 2], [0.5, 0.5])).toThrow(MetricInputError);
});
