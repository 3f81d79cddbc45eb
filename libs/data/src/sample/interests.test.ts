import { sampleInterestData } from './interests';

const OPTIONS = { rows: 4_000, seed: 3 };
const { columns } = sampleInterestData(OPTIONS);
const valuesOf = (name: string): string[] =>
  Array.from(columns.find(column => column.name === name)?.values ?? [], String);

test('the same seed gives the same rows, another seed others', () => {
  expect(sampleInterestData(OPTIONS).columns).toEqual(columns);
  expect(sampleInterestData({ ...OPTIONS, seed: 4 }).columns).not.toEqual(columns);
});

test('a click is likely where the category is in the history, which has several, and unlikely else', () => {
  const [categories, histories, labels] = ['category', 'history', 'label'].map(valuesOf);
  const rates = [true, false].map(isFamiliar => {
    const rows = labels.filter(
      (_, row) => histories[row].split('|').includes(categories[row]) === isFamiliar,
    );
    expect(rows.length).toBeGreaterThan(OPTIONS.rows / 4);
    return rows.filter(label => label === '1').length / rows.length;
  });
  expect(rates[0]).toBeGreaterThan(0.7);
  expect(rates[1]).toBeLessThan(0.2);
  expect(new Set(histories.map(history => new Set(history.split('|')).size))).toEqual(new Set([1, 2, 3]));
});
