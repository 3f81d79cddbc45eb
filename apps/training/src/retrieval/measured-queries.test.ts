import { measuredQueries } from './measured-queries';

const DATA = {
  measured: Uint32Array.of(2, 3, 4, 5, 6, 7),
  itemOfRow: Uint32Array.of(0, 1, 0, 1, 2, 3, 2, 1),
  itemIds: ['a', 'b', 'c', 'd'],
  histories: {
    offsets: Uint32Array.of(0, 1, 1, 3, 4, 4, 5),
    indices: Uint32Array.of(3, 0, 1, 2, 0),
  },
};

test('all queries, where they can be afforded', () => {
  expect(measuredQueries(DATA, 2, { products: 48, least: 1 })).toEqual({
    rows: DATA.measured,
    targets: Uint32Array.of(0, 1, 2, 3, 2, 1),
    histories: DATA.histories,
  });
});

test('some of them, evenly spread, with what belongs to each, where they cannot', () => {
  expect(measuredQueries(DATA, 2, { products: 30, least: 1 })).toEqual({
    rows: Uint32Array.of(2, 4, 6),
    targets: Uint32Array.of(0, 2, 2),
    histories: { offsets: Uint32Array.of(0, 1, 3, 3), indices: Uint32Array.of(3, 0, 1) },
  });
});

test.each([
  [4, 4],
  [9, 6],
])('at least %i whatever they cost, of those that there are', (least, count) => {
  expect(measuredQueries(DATA, 2, { products: 0, least }).rows).toHaveLength(count);
});
