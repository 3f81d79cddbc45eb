import { featureStatistics } from './feature-statistics';

const NUMBER = {
  name: 'age',
  kind: 'numeric',
  rows: 10,
  missing: 2,
  mean: 30,
  std: 5,
  min: 18,
  max: 60,
  quantiles: [{ share: 0.5, value: 29 }],
  histogram: { edges: [25, 40], counts: [3, 3, 2], missing: 2 },
};
const CATEGORY = {
  name: 'city',
  kind: 'categorical',
  rows: 10,
  missing: 0,
  distinct: 4,
  histogram: { values: ['a', 'b'], counts: [5, 3], others: 2, missing: 0 },
};

test.each([
  ['a number', NUMBER],
  [
    'a number that no row had',
    {
      ...NUMBER,
      mean: null,
      std: null,
      min: null,
      max: null,
      quantiles: [],
      histogram: { edges: [], counts: [0], missing: 10 },
    },
  ],
  ['a category', CATEGORY],
  ['a sequence', { ...CATEGORY, kind: 'sequence', mean_length: 2.5 }],
])('the statistics of %s are read as they were written', (_, statistics) => {
  expect(featureStatistics.parse(statistics)).toEqual(statistics);
});

test.each([
  ['a count too few', { ...NUMBER, histogram: { ...NUMBER.histogram, counts: [3, 3] } }],
  ['a value without its count', { ...CATEGORY, histogram: { ...CATEGORY.histogram, counts: [5] } }],
  ['bins of another kind', { ...CATEGORY, histogram: NUMBER.histogram }],
  ['a negative count', { ...CATEGORY, histogram: { ...CATEGORY.histogram, others: -1 } }],
])('statistics with %s are none', (_, statistics) => {
  expect(featureStatistics.safeParse(statistics).success).toBe(false);
});
