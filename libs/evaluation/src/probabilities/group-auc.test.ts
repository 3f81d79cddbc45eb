import { groupAuc } from './group-auc';

const rows = (count: number) => Array.from({ length: count }, (_, row) => row);

test('is 1 where groups have one label each', () => {
  const labels = rows(100).map(row => (row % 5 === 0 ? 1 : 0));
  expect(
    groupAuc(
      labels,
      labels.map(label => 7 - label),
    ),
  ).toBe(1);
});

test('is one half where each row is a group of its own', () => {
  const labels = rows(100).map(row => row % 2);
  expect(groupAuc(labels, rows(100))).toBe(0.5);
});

test('lies between where groups tell something', () => {
  // Of group 0 a tenth is positive, of group 1 a half.
  const labels = rows(2000).map(row => (row < 1000 ? Number(row % 10 === 0) : row % 2));
  const groups = rows(2000).map(row => Number(row >= 1000));
  const expected =
    (0.9 / 1.4) * (0.5 / 0.6) + ((0.9 / 1.4) * (0.1 / 0.6)) / 2 + ((0.5 / 1.4) * (0.5 / 0.6)) / 2;
  expect(groupAuc(labels, groups)).toBeCloseTo(expected, 6);
});

test('is not defined for rows of one label', () => {
  expect(groupAuc([1, 1, 1], [0, 1, 2])).toBeNull();
  expect(groupAuc([], [])).toBeNull();
});
