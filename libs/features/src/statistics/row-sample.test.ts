import fc from 'fast-check';
import { RowSample } from './row-sample';

const rows = (begin: number, end: number) => Uint32Array.from({ length: end - begin }, (_, i) => begin + i);

test('draws all rows where they are few', () => {
  expect(new RowSample(5, 5).draw(rows(0, 5))).toEqual(rows(0, 5));
});

test('draws as many as it may, from all places', () => {
  const drawn = new RowSample(100_000, 1000).draw(rows(0, 100_000));
  expect(drawn).toHaveLength(1000);
  expect([...new RowSample(100_000, 1000).places()]).toEqual([...drawn]);
  const tenths = Array.from(
    { length: 10 },
    (_, i) => drawn.filter(row => Math.floor(row / 10_000) === i).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(60);
  const even = drawn.filter(row => row % 2 === 0).length;
  expect(even / drawn.length).toBeGreaterThan(0.45);
  expect(even / drawn.length).toBeLessThan(0.55);
});

test('draws the same rows whatever the parts in which they come', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 5 }),
      (rowCount, limit, cuts) => {
        const ends = [0, ...cuts.filter(cut => cut < rowCount).sort((a, b) => a - b), rowCount];
        const inParts = new RowSample(rowCount, limit);
        const parts = ends.slice(1).map((end, i) => inParts.draw(rows(ends[i], end)));
        const drawn = [...new RowSample(rowCount, limit).draw(rows(0, rowCount))];
        expect(parts.flatMap(part => [...part])).toEqual(drawn);
        expect(new Set(drawn).size).toBe(Math.min(rowCount, limit));
      },
    ),
  ));
