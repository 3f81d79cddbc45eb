import { sumHistograms } from './sum-histograms';

test('rows are added bin by bin', () => {
  const numbers = { edges: [1, 2], counts: [1, 2, 3], missing: 4 };
  expect(sumHistograms([numbers, numbers, numbers])).toEqual({
    edges: [1, 2],
    counts: [3, 6, 9],
    missing: 12,
  });
  const values = { values: ['a', 'b'], counts: [1, 2], others: 3, missing: 4 };
  expect(sumHistograms([values, values])).toEqual({
    values: ['a', 'b'],
    counts: [2, 4],
    others: 6,
    missing: 8,
  });
});

test('histograms of other bins are not added', () => {
  const of = (edge: number) => ({ edges: [edge], counts: [1, 1], missing: 0 });
  expect(() => sumHistograms([of(1), of(2)])).toThrow(RangeError);
});
