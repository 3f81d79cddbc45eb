import fc from 'fast-check';
import { auc } from './auc';

/** Few distinct scores, so that ties are the rule. */
const rows = fc.array(fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: -6, max: 6 }) }), {
  minLength: 1,
  maxLength: 80,
});

const labelsOf = (all: readonly { label: number }[]): number[] => all.map(({ label }) => label);

test('is the share of pairs ranked rightly, ties counting half', () =>
  fc.assert(
    fc.property(rows, all => {
      const pairs = all
        .filter(({ label }) => label === 1)
        .flatMap(({ score }) =>
          all.filter(({ label }) => label === 0).map(other => (Math.sign(score - other.score) + 1) / 2),
        );
      const expected = pairs.length === 0 ? null : pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
      const actual = auc(
        labelsOf(all),
        all.map(({ score }) => score),
      );
      if (expected === null) expect(actual).toBeNull();
      else expect(actual).toBeCloseTo(expected, 12);
    }),
  ));

test('does not change with a rising function of the scores, and turns round with their sign', () =>
  fc.assert(
    fc.property(rows, all => {
      const scores = all.map(({ score }) => score);
      const labels = labelsOf(all);
      const original = auc(labels, scores);
      expect(
        auc(
          labels,
          scores.map(score => Math.exp(score / 2) - 3),
        ),
      ).toBe(original);
      const turned = auc(
        labels,
        scores.map(score => -score),
      );
      if (original === null) expect(turned).toBeNull();
      else expect(turned).toBeCloseTo(1 - original, 12);
    }),
  ));

test('a weight of n is n rows', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 5 }), fc.nat({ max: 3 })), {
        minLength: 1,
      }),
      weighted => {
        const repeated = weighted.flatMap(([label, score, weight]) =>
          Array<[number, number]>(weight).fill([label, score]),
        );
        fc.pre(repeated.length > 0);
        expect(
          auc(
            weighted.map(([label]) => label),
            weighted.map(([, score]) => score),
            weighted.map(([, , weight]) => weight),
          ),
        ).toBe(
          auc(
            repeated.map(([label]) => label),
            repeated.map(([, score]) => score),
          ),
        );
      },
    ),
  ));

test('a million rows of either float type agree with the analytic value', () => {
  const count = 1_000_000;
  // Positives uniform on [0.5, 1.5), negatives on [0, 1): P(positive > negative) = 1 - 0.5² / 2.
  const labels = Uint8Array.from({ length: count }, (_, row) => row % 2);
  const place = (row: number): number => (((row >>> 1) * 2654435761) % 500_009) / 500_009 + (row % 2) * 0.5;
  const scores = Float64Array.from({ length: count }, (_, row) => place(row));
  expect(auc(labels, scores)).toBeCloseTo(0.875, 4);
  expect(auc(labels, Float32Array.from(scores))).toBeCloseTo(0.875, 4);
});

test.each([
  [[], [], undefined, 'A metric needs at least one row; got none.'],
  [[0, 1], [1], undefined, 'labels and scores belong row to row; got 2 and 1 rows.'],
  [[0, 1], [1, 2], [1], 'labels and weights belong row to row; got 2 and 1 rows.'],
  [[0, 2], [1, 2], undefined, 'labels[1] is 2; expected 0 or 1.'],
  [[0, 1], [1, NaN], undefined, 'scores[1] is NaN; expected a finite number.'],
  [[0, 1], [1, 2], [1, -1], 'weights[1] is -1; expected a finite number from 0.'],
])('refuses labels %j, scores %j, weights %j', (labels, scores, weights, message) => {
  expect(() => auc(labels, scores, weights)).toThrow(message);
});
