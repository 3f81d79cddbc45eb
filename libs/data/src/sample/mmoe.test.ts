import { sampleMmoeData } from './mmoe';
import { sampleRankingData } from './ranking';

const ROWS = 50_000;
const TABLE = sampleMmoeData({ rows: ROWS, seed: 7 });

function column(name: string): number[] {
  return Array.from(TABLE.columns.find(candidate => candidate.name === name)?.values ?? [], Number);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const label = column('label');

test('the columns of the ranking data come first, unchanged', () => {
  const ranking = sampleRankingData({ rows: ROWS, seed: 7 }).columns;
  expect(TABLE.columns.slice(0, ranking.length)).toEqual(ranking);
  expect(TABLE.columns.slice(ranking.length).map(({ name }) => name)).toEqual(['watch_time', 'gmv']);
});

test('watch time is 30 a click and an exponential of mean 5', () => {
  const rest = column('watch_time').map((value, row) => value - 30 * label[row]);
  expect(Math.min(...rest.slice(0, 1000))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...column('watch_time').slice(0, 1000))).toBeLessThanOrEqual(600);
  expect(Math.abs(mean(rest) - 5)).toBeLessThan(0.15);
  expect(Math.abs(mean(rest.map(value => Number(value > 10))) - Math.exp(-2))).toBeLessThan(0.01);
});

test('turnover is half the price to all of it with a click, and up to 10 without', () => {
  const price = column('item_price');
  const share = column('gmv').map((value, row) => (value - 5) / price[row]);
  expect(Math.abs(mean(share.filter((_, row) => label[row] === 1)) - 0.75)).toBeLessThan(0.01);
  const without = column('gmv').filter((_, row) => label[row] === 0);
  expect(without.every(value => value >= 0 && value < 10)).toBe(true);
  expect(Math.abs(mean(without) - 5)).toBeLessThan(0.2);
});

test('the new columns share no draws with the features', () => {
  const watch = column('watch_time').map((value, row) => value - 30 * label[row]);
  const quantile = watch.map(value => 1 - Math.exp(-value / 5));
  const ctr = column('item_ctr').map(value => (value - 0.01) / 0.49);
  const covariance = mean(quantile.map((value, row) => (value - 0.5) * (ctr[row] - 0.5)));
  expect(Math.abs(covariance * 12)).toBeLessThan(0.02);
});
