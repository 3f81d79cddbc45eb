import {
  sampleDssmData,
  sampleGraphData,
  sampleTwoTowerData,
  sampleYoutubeDnnData,
  type SampleTable,
} from '@reckit/data';
import { HISTORY, NODE, QUERY, RETRIEVALS, SECOND_USER, USER } from './retrievals';

const AS_WRITTEN = { rows: 5_000, seed: 42 };
const [twoTower, youtubeDnn, dssm, graphRecall] = RETRIEVALS;

test.each([USER, SECOND_USER])('what is said of users like %j is so in the sample data', user => {
  const table = sampleTwoTowerData(AS_WRITTEN);
  const [ages, genders, labels] = ['user_age', 'user_gender', 'label'].map(name => numbersIn(table, name));
  const liked = textsIn(table, 'item_id').filter(
    (_, row) =>
      labels[row] === 1 && genders[row] === user.user_gender && Math.abs(ages[row] - user.user_age) <= 6,
  );
  expect(twoTower.about).toContain(` ${mostFrequent(liked.map(themeOf))}`);
});

test('the items of the history are in the sample data, and are about what is said', () => {
  const known = new Set(textsIn(sampleYoutubeDnnData(AS_WRITTEN), 'target_item_id'));
  expect(HISTORY.filter(id => !known.has(id))).toEqual([]);
  expect(youtubeDnn.about).toContain(` ${mostFrequent(HISTORY.map(themeOf))}`);
});

test('the query is one of the sample data, and is about what is said', () => {
  const table = sampleDssmData(AS_WRITTEN);
  const features = Object.entries(QUERY).map(([name, value]) => ({ value, column: numbersIn(table, name) }));
  const row = features[0].column.findIndex((_, i) =>
    features.every(({ value, column }) => Math.abs(column[i] - value) < 0.001),
  );
  expect(dssm.about).toContain(` ${themeOf(textsIn(table, 'query_id')[row])}`);
});

test('the node is in the sample data, and most of its neighbours are about what is said', () => {
  const table = sampleGraphData({ rows: 2_000, seed: 42 });
  const [from, to] = ['from_id', 'to_id'].map(name => textsIn(table, name));
  const neighbours = from.flatMap((id, row) => (id === NODE ? [to[row]] : to[row] === NODE ? [id] : []));
  expect(neighbours.length).toBeGreaterThan(1);
  expect(graphRecall.about).toContain(` ${mostFrequent(neighbours.map(themeOf))}`);
});

function textsIn(table: SampleTable, name: string): string[] {
  return Array.from(table.columns.find(column => column.name === name)?.values ?? [], String);
}

function numbersIn(table: SampleTable, name: string): number[] {
  return textsIn(table, name).map(Number);
}

function themeOf(id: string): string {
  return id.split('_')[0];
}

function mostFrequent(words: readonly string[]): string {
  const count = (word: string) => words.filter(other => other === word).length;
  return words.reduce((best, word) => (count(word) > count(best) ? word : best));
}
