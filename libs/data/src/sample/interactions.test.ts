import { sampleInteractionData } from './interactions';

const OPTIONS = { rows: 20_000, seed: 3, users: 200, items: 150 };
const { columns } = sampleInteractionData(OPTIONS);
const valuesOf = (name: string): number[] =>
  Array.from(columns.find(column => column.name === name)?.values ?? [], Number);

test('the same seed gives the same rows, another seed others', () => {
  expect(sampleInteractionData(OPTIONS).columns).toEqual(columns);
  expect(sampleInteractionData({ ...OPTIONS, seed: 4 }).columns).not.toEqual(columns);
});

test('ids are long-tailed: a tenth of the users has a third of the rows', () => {
  const counts = new Map<number, number>();
  for (const id of valuesOf('user_id')) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect(counts.size).toBeGreaterThan(180);
  const frequent = [...counts.values()].sort((a, b) => b - a).slice(0, 20);
  expect(frequent.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(OPTIONS.rows / 3);
});

test('users differ in how often they click, by no order of their ids', () => {
  const users = valuesOf('user_id');
  const labels = valuesOf('label');
  const clicks = new Map<number, { rows: number; clicks: number }>();
  users.forEach((id, row) => {
    const { rows, clicks: before } = clicks.get(id) ?? { rows: 0, clicks: 0 };
    clicks.set(id, { rows: rows + 1, clicks: before + labels[row] });
  });
  const rates = [...clicks.values()].filter(({ rows }) => rows > 100).map(user => user.clicks / user.rows);
  expect(Math.max(...rates) - Math.min(...rates)).toBeGreaterThan(0.5);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const early = mean(labels.filter((_, row) => users[row] < 1_100));
  const late = mean(labels.filter((_, row) => users[row] >= 1_100));
  expect(Math.abs(early - late)).toBeLessThan(0.2);
});
