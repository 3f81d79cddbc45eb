import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { RowEncoder, type CategoryCoding, type Feature, type FeatureSpec } from '@reckit/features';
import { bagColumns } from '../tables/bag-columns';
import { readEncoded } from './read-encoded';
import { tabularLayout, type TabularLayout } from './tabular-layout';

beforeAll(() => tf.setBackend('cpu'));

const cities: CategoryCoding = { kind: 'vocabulary', minCount: 1, values: ['paris', 'rome'] };
const items: CategoryCoding = { kind: 'vocabulary', minCount: 1, values: ['a', 'b', 'c'] };
const spec: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: [
    { kind: 'numeric', name: 'age', default: 0 },
    { kind: 'sequence', name: 'clicks', coding: items, maxLength: 3, pooling: 'mean', separator: '|' },
    { kind: 'categorical', name: 'city', coding: cities, default: null },
    { kind: 'numeric', name: 'price', default: 7 },
    { kind: 'sequence', name: 'buys', coding: items, maxLength: 2, pooling: 'sum', separator: '|' },
  ],
};
const layout = tabularLayout(spec);

/** Row r of the table is [r, 10 r], so that a looked-up row names itself. */
const table = () =>
  tf.tensor2d(
    Array.from({ length: layout.tableRows }, (_, row) => [row, 10 * row]),
    [layout.tableRows, 2],
  );

function read(
  rows: readonly object[],
  asLaidOut: TabularLayout = layout,
): { numeric: number[][]; fields: number[][][] } {
  const { values, rowCount } = new RowEncoder(spec).encode(rows, 'data');
  const batch = readEncoded(tf.tensor2d(values, [rowCount, layout.width]), asLaidOut, table());
  return {
    numeric: batch['numeric'].arraySync() as number[][],
    fields: batch['fields'].arraySync() as number[][][],
  };
}

test('the table holds categories first, then sequences, each with a row for the unknown', () => {
  expect(layout.slots.map(({ feature, firstRow }) => [feature.name, firstRow])).toEqual([
    ['city', 0],
    ['clicks', 3],
    ['buys', 7],
  ]);
  expect(layout.tableRows).toBe(11);
});

test('numbers stay raw, categories are looked up, sequences pooled', () => {
  const { numeric, fields } = read([
    { age: 30, city: 'rome', price: 5, clicks: ['a', 'c'], buys: ['b', 'b'] },
    { age: 31, city: 'oslo', clicks: ['x', 'a', 'b', 'c'], buys: [] },
  ]);
  expect(numeric).toEqual([
    [30, 5],
    [31, 7],
  ]);
  // clicks of the first row: the mean of rows 4 and 6; buys: row 9 twice.
  expect(fields[0]).toEqual([
    [2, 20],
    [5, 50],
    [18, 180],
  ]);
  // The last three clicks: rows 4, 5 and 6; an empty sequence is zeros.
  expect(fields[1]).toEqual([
    [0, 0],
    [5, 50],
    [0, 0],
  ]);
});

test('a sequence that shares a category has its rows, and is read event by event where that is asked for', () => {
  const features = spec.features.map((feature): Feature => {
    if (feature.name === 'clicks' && feature.kind === 'sequence') {
      return { ...feature, coding: cities, shares: 'city' };
    }
    return feature;
  });
  const shared = { ...spec, features };
  const byEvent = tabularLayout(shared, { clicks: 'by event' });
  expect(byEvent.slots.map(({ feature, firstRow, event }) => [feature.name, firstRow, event])).toEqual([
    ['city', 0, null],
    ['clicks', 0, 0],
    ['clicks', 0, 1],
    ['clicks', 0, 2],
    ['buys', 3, null],
  ]);
  expect(byEvent.tableRows).toBe(7);
  expect(tabularLayout(shared).tableRows).toBe(7);
  const { values } = new RowEncoder(shared).encode([{ city: 'rome', clicks: ['rome', 'oslo'] }], 'data');
  const batch = readEncoded(tf.tensor2d(values, [1, byEvent.width]), byEvent, table());
  // What is not known has a row, and what is not there has none.
  expect(batch['fields'].arraySync()).toEqual([
    [
      [2, 20],
      [2, 20],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  ]);
  expect(batch['events'].arraySync()).toEqual([[2, 0, -1]]);
  const lookedUp = bagColumns(byEvent.slots).map(({ start, width, firstRow }) => [start, width, firstRow]);
  expect(lookedUp.slice(1, 4)).toEqual([
    [1, 1, 0],
    [2, 1, 0],
    [3, 1, 0],
  ]);
});

test('a sequence is read once more by its last events, and without those that are not known', () => {
  const reading = { clicks: { recent: [2, 1, 9], skipsUnknown: true } };
  const withRecent = tabularLayout(spec, reading);
  expect(withRecent.slots.map(({ feature, firstRow, recent }) => [feature.name, firstRow, recent])).toEqual([
    ['city', 0, null],
    ['clicks', 3, null],
    ['clicks', 3, 2],
    ['clicks', 3, 1],
    ['clicks', 3, 9],
    ['buys', 7, null],
  ]);
  expect(withRecent.tableRows).toBe(layout.tableRows);
  const slotsOf = (clicks: string[]) =>
    read([{ clicks }], withRecent)
      .fields[0].slice(1, 5)
      .map(([first]) => first);
  // The rows of a, b and c are 4, 5 and 6.
  expect(slotsOf(['a', 'b', 'c'])).toEqual([5, 5.5, 6, 5]);
  expect(slotsOf(['a', 'c', 'x'])).toEqual([5, 5, 6, 5]);
  expect(slotsOf(['x', 'b'])).toEqual([5, 5, 5, 5]);
  expect(slotsOf(['x'])).toEqual([0, 0, 0, 0]);
  expect(slotsOf([])).toEqual([0, 0, 0, 0]);
});
