import type { SampleTable } from '../sample-table';
import { sampleDssmData } from './dssm';
import { sampleTwoTowerData } from './two-tower';
import { sampleYoutubeDnnData } from './youtube-dnn';

const ROWS = 5_000;
const TWO_TOWER = sampleTwoTowerData({ rows: ROWS, seed: 42 });
const DSSM = sampleDssmData({ rows: ROWS, seed: 42 });
const YOUTUBE_DNN = sampleYoutubeDnnData({ rows: ROWS, seed: 42 });

const valuesOf = (table: SampleTable, name: string): (string | number)[] => [
  ...(table.columns.find(column => column.name === name)?.values ?? []),
];
const themeOf = (id: string | number): string => String(id).split('_')[0];
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test.each([
  ['two_tower', TWO_TOWER, 'user_id,item_id,user_age,user_gender,item_ctr,item_cvr,item_price,label'],
  ['dssm', DSSM, 'query_id,doc_id,query_f1,query_f2,query_f3,doc_f1,doc_f2,doc_f3,label'],
  ['youtube_dnn', YOUTUBE_DNN, 'user_id,user_age,user_gender,history,target_item_id'],
] as const)('%s: columns and their order', (_, table, header) => {
  expect(table.columns.map(({ name }) => name).join(',')).toBe(header);
  expect(table.columns.map(({ values }) => values.length)).toEqual(table.columns.map(() => ROWS));
});

test.each([
  ['two_tower', sampleTwoTowerData],
  ['dssm', sampleDssmData],
  ['youtube_dnn', sampleYoutubeDnnData],
] as const)('%s: the seed decides the data', (_, generate) => {
  expect(generate({ rows: 50, seed: 1 })).toEqual(generate({ rows: 50, seed: 1 }));
  expect(generate({ rows: 50, seed: 1 })).not.toEqual(generate({ rows: 50, seed: 2 }));
});

test.each([
  ['two_tower', TWO_TOWER, 'user_id', ['user_age', 'user_gender']],
  ['two_tower', TWO_TOWER, 'item_id', ['item_ctr', 'item_cvr', 'item_price']],
  ['dssm', DSSM, 'query_id', ['query_f1', 'query_f2', 'query_f3']],
  ['dssm', DSSM, 'doc_id', ['doc_f1', 'doc_f2', 'doc_f3']],
  ['youtube_dnn', YOUTUBE_DNN, 'user_id', ['user_age', 'user_gender']],
] as const)('%s: rows of one id have the same features', (_, table, idColumn, features) => {
  const values = features.map(name => valuesOf(table, name));
  const seen = new Map<string | number, Set<string>>();
  valuesOf(table, idColumn).forEach((id, row) => {
    const own = values.map(column => column[row]).join();
    seen.set(id, (seen.get(id) ?? new Set<string>()).add(own));
  });
  expect([...seen.values()].filter(({ size }) => size > 1)).toEqual([]);
  expect(seen.size).toBeGreaterThanOrEqual(180);
});

/** How much of what is liked by features alike is of one theme. */
function purity(table: SampleTable, keyOf: (row: number) => string, idColumn: string): number {
  const labels = valuesOf(table, 'label');
  const ids = valuesOf(table, idColumn);
  const themes = new Map<string, Map<string, number>>();
  labels.forEach((label, row) => {
    if (label !== 1) return;
    const counts = themes.get(keyOf(row)) ?? new Map<string, number>();
    themes.set(keyOf(row), counts.set(themeOf(ids[row]), (counts.get(themeOf(ids[row])) ?? 0) + 1));
  });
  const positives = labels.filter(label => label === 1).length;
  return [...themes.values()].reduce((sum, counts) => sum + Math.max(...counts.values()), 0) / positives;
}

test('two towers: age and gender tell what is liked, and about half of the rows are', () => {
  const [ages, genders] = ['user_age', 'user_gender'].map(name => valuesOf(TWO_TOWER, name).map(Number));
  const third = (age: number) => Math.floor((age - 18) / 14);
  expect(purity(TWO_TOWER, row => `${third(ages[row])} ${genders[row]}`, 'item_id')).toBeGreaterThan(0.9);
  expect(purity(TWO_TOWER, () => '', 'item_id')).toBeLessThan(0.2);
  expect(Math.abs(mean(valuesOf(TWO_TOWER, 'label').map(Number)) - 0.52)).toBeLessThan(0.05);
});

test('dssm: the topic of a query tells what is liked, and what is alike is not what belongs together', () => {
  const queries = valuesOf(DSSM, 'query_id');
  expect(purity(DSSM, row => themeOf(queries[row]), 'doc_id')).toBeGreaterThan(0.9);
  expect(purity(DSSM, () => '', 'doc_id')).toBeLessThan(0.2);
  const sides = ['query', 'doc'].map(side => [1, 2, 3].map(i => valuesOf(DSSM, `${side}_f${i}`).map(Number)));
  const products = queries.map((_, row) => mean([0, 1, 2].map(i => sides[0][i][row] * sides[1][i][row])));
  const labels = valuesOf(DSSM, 'label');
  const [liked, others] = [1, 0].map(label => products.filter((_, row) => labels[row] === label));
  expect(Math.abs(mean(liked) - mean(others))).toBeLessThan(0.15);
});

test.each([
  ['two_tower', TWO_TOWER, 'item_id', ['item_ctr', 'item_cvr', 'item_price']],
  ['dssm', DSSM, 'doc_id', ['doc_f1', 'doc_f2', 'doc_f3']],
  ['dssm', DSSM, 'query_id', ['query_f1', 'query_f2', 'query_f3']],
] as const)('%s: the nearest neighbour by features is of the same theme', (_, table, idColumn, features) => {
  const columns = features.map(name => {
    const values = valuesOf(table, name).map(Number);
    const spread = Math.max(...values) - Math.min(...values);
    return values.map(value => value / spread);
  });
  const rowOf = new Map(valuesOf(table, idColumn).map((id, row) => [id, row]));
  const distance = (a: number, b: number) => Math.hypot(...columns.map(values => values[a] - values[b]));
  const alike = [...rowOf].filter(([id, row]) => {
    const [nearest] = [...rowOf]
      .filter(([other]) => other !== id)
      .reduce((best, other) => (distance(other[1], row) < distance(best[1], row) ? other : best));
    return themeOf(nearest) === themeOf(id);
  });
  expect(alike.length / rowOf.size).toBeGreaterThan(0.9);
});

test('youtube_dnn: 500 users, 200 items, histories of 1 to 50 mostly of the theme that the target has', () => {
  const targets = valuesOf(YOUTUBE_DNN, 'target_item_id');
  const histories = valuesOf(YOUTUBE_DNN, 'history').map(history => String(history).split(','));
  expect(new Set(valuesOf(YOUTUBE_DNN, 'user_id')).size).toBe(500);
  expect(new Set([...targets, ...histories.flat()]).size).toBe(200);
  const lengths = histories.map(({ length }) => length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 50]);
  const shares = histories.map(
    (history, row) => history.filter(id => themeOf(id) === themeOf(targets[row])).length / history.length,
  );
  expect(Math.abs(mean(shares) - 0.865)).toBeLessThan(0.02);
  const largest = Math.max(
    ...[...new Set(targets.map(themeOf))].map(theme => targets.filter(id => themeOf(id) === theme).length),
  );
  expect(largest / ROWS).toBeLessThan(0.2);
});

test('youtube_dnn: a user keeps to one theme, which the age mostly tells', () => {
  const themesOfUser = new Map<string | number, Set<string>>();
  const users = valuesOf(YOUTUBE_DNN, 'user_id');
  const targets = valuesOf(YOUTUBE_DNN, 'target_item_id');
  users.forEach((user, row) => {
    themesOfUser.set(user, (themesOfUser.get(user) ?? new Set<string>()).add(themeOf(targets[row])));
  });
  expect([...themesOfUser.values()].every(({ size }) => size === 1)).toBe(true);
  const ages = valuesOf(YOUTUBE_DNN, 'user_age').map(Number);
  const young = new Set(targets.filter((_, row) => ages[row] < 22).map(themeOf));
  const counts = [...young].map(
    theme => targets.filter((target, row) => ages[row] < 22 && themeOf(target) === theme).length,
  );
  expect(Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.55);
});
