import { lookupChecks } from './lookup-checks';

test('ids are told with what is nearest to them, and one that is not there with nothing', () => {
  const table = { ids: ['a', 'b', 'nobody'], dim: 2, rows: Float32Array.of(1, 0, 0.6, 0.8, 0, 1) };
  expect(lookupChecks(table, 'item_id')).toMatchObject({
    rows: [
      { item_id: 'a', top_k: 2 },
      { item_id: 'b', top_k: 2 },
      { item_id: 'nobody', top_k: 2 },
      { item_id: 'nobody_', top_k: 1 },
    ],
    ids: { item_ids: ['b', 'nobody', 'nobody', 'a', 'b', 'a', '', ''] },
  });
});

test('neighbours that are as near as each other could come in any order, and are not told', () => {
  const table = { ids: ['a', 'b', 'c', 'd'], dim: 2, rows: Float32Array.of(1, 0, 1, 0.5, 0, 1, 0, 2) };
  const { rows, ids } = lookupChecks(table, 'word');
  expect(rows[0]).toEqual({ word: 'a', top_k: 1 });
  expect(ids?.['item_ids'].slice(0, 2)).toEqual(['b', '']);
});

test('an id that is sent in another form than it has is not asked for', () => {
  const table = { ids: ['True', '1.0', 'x'], dim: 1, rows: Float32Array.of(1, 2, -1) };
  expect(lookupChecks(table, 'word').rows.map(({ word }) => word)).toEqual(['nobody']);
});
