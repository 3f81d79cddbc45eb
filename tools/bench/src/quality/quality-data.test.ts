import type { SampleTable } from '@reckit/data';
import { parseFeatureFile } from '@reckit/features';
import { QUALITY_DATA } from './quality-data';

const OPTIONS = { rows: 6_000, seed: 3 };

const numbersOf = ({ columns }: SampleTable, name: string): number[] =>
  Array.from(columns.find(column => column.name === name)?.values ?? [], Number);

describe.each(QUALITY_DATA.map(data => [data.title, data] as const))('%s', (title, data) => {
  const table = data.generate(OPTIONS);

  test('are the same from the same seed, and others from another', () => {
    expect(data.generate(OPTIONS)).toEqual(table);
    expect(data.generate({ ...OPTIONS, seed: 4 })).not.toEqual(table);
  });

  test('have the columns of their features, and labels of both kinds', () => {
    const { spec } = parseFeatureFile(JSON.stringify({ label: 'label', features: data.features }), title);
    const names = table.columns.map(({ name }) => name);
    for (const { name } of spec.features) expect(names).toContain(name);
    const derived = JSON.stringify({ label: 'label', features: data.derived });
    const sent = parseFeatureFile(derived, title).spec.features;
    expect(sent.map(({ name }) => name)).toEqual(spec.features.map(({ name }) => name));
    for (const { values } of table.columns) expect(values).toHaveLength(OPTIONS.rows);
    const share = numbersOf(table, 'label').reduce((sum, label) => sum + label, 0) / OPTIONS.rows;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.85);
  });
});

test('ids known by heart: most pairs that are real come again, hardly any by chance does', () => {
  const [, , data] = QUALITY_DATA;
  const table = data.generate(OPTIONS);
  const [users, things, labels] = ['user_id', 'thing_id', 'label'].map(name => numbersOf(table, name));
  const again = (label: number): number => {
    const pairs = users.flatMap((user, row) => (labels[row] === label ? [`${user} ${things[row]}`] : []));
    return 1 - new Set(pairs).size / pairs.length;
  };
  expect(again(1)).toBeGreaterThan(0.6);
  expect(again(0)).toBeLessThan(0.4);
});

test('sequences with drift: half of the last items were not there at the beginning', () => {
  const data = QUALITY_DATA[3];
  const items = numbersOf(data.generate(OPTIONS), 'item_id');
  const early = new Set(items.slice(0, OPTIONS.rows / 5));
  const late = items.slice(-OPTIONS.rows / 5);
  expect(late.filter(item => early.has(item)).length / late.length).toBeLessThan(0.5);
});
