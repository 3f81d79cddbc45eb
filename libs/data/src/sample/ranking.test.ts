import { sampleRankingData } from './ranking';

const LARGE = sampleRankingData({ rows: 50_000, seed: 7 });

function column(name: string, table = LARGE): number[] {
  const found = table.columns.find(candidate => candidate.name === name);
  return Array.from(found?.values ?? [], Number);
}

test('columns and their order', () => {
  expect(LARGE.columns.map(({ name }) => name)).toEqual([
    'item_ctr',
    'item_cvr',
    'item_price',
    'user_age',
    'user_gender',
    'cross_age_x_ctr',
    'cross_gender_x_price',
    'label',
  ]);
});

test.each([
  ['item_ctr', 0.01, 0.5],
  ['item_cvr', 0.001, 0.1],
  ['item_price', 10, 200],
])('%s is uniform from %f to %f', (name, low, high) => {
  const values = column(name).sort((a, b) => a - b);
  const width = high - low;
  expect(values[0]).toBeGreaterThanOrEqual(low);
  expect(values[values.length - 1]).toBeLessThan(high);
  for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
    const quantile = values[Math.floor(share * values.length)];
    expect(Math.abs((quantile - low) / width - share)).toBeLessThan(0.01);
  }
});

test('ages and genders are whole and reach both ends', () => {
  expect([...new Set(column('user_age'))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 42 }, (_, i) => 18 + i),
  );
  expect([...new Set(column('user_gender'))].sort()).toEqual([0, 1, 2]);
});

test('crosses are the products', () => {
  const [age, ctr, gender, price] = ['user_age', 'item_ctr', 'user_gender', 'item_price'].map(name =>
    column(name),
  );
  expect(column('cross_age_x_ctr')).toEqual(age.map((value, row) => value * ctr[row]));
  expect(column('cross_gender_x_price')).toEqual(gender.map((value, row) => value * price[row]));
});

test('labels follow the rule: certain far from the threshold, even at it, and about 94 % positive', () => {
  const [ctr, cvr, age, gender, label] = ['item_ctr', 'item_cvr', 'user_age', 'user_gender', 'label'].map(
    name => column(name),
  );
  const distance = ctr.map(
    (value, row) => 5 * value + 6 * cvr[row] + age[row] / 1000 + gender[row] / 40 - 0.5,
  );
  const share = (low: number, high: number): number => {
    const inside = label.filter((_, row) => distance[row] >= low && distance[row] < high);
    return inside.filter(value => value === 1).length / inside.length;
  };
  expect(share(-10, -0.35)).toBeLessThan(0.01);
  expect(Math.abs(share(-0.02, 0.02) - 0.5)).toBeLessThan(0.1);
  // One deviation of the noise above the threshold: Φ(1) = 0.84.
  expect(Math.abs(share(0.08, 0.12) - 0.84)).toBeLessThan(0.08);
  expect(share(0.45, 10)).toBe(1);
  expect(Math.abs(share(-10, 10) - 0.94)).toBeLessThan(0.02);
});

test('the seed decides the data', () => {
  const data = sampleRankingData({ rows: 10, seed: 42 });
  expect(sampleRankingData({ rows: 10, seed: 42 })).toEqual(data);
  expect(sampleRankingData({ rows: 10, seed: 43 })).not.toEqual(data);
});
