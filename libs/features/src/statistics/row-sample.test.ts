import { RowSample } from './row-sample';

const rows = (begin: number, end: number) => Uint32Array.from({ length: end - begin }, (_, i) => begin + i);

test('draws all rows where they are few', () => {
  expect(new RowSample(5, 5).draw(rows(0, 5))).toEqual(rows(0, 5));
});

test('draws about as many as it may, from all places, whatever the parts', () => {
  const drawn = new RowSample(100_000, 1000).draw(rows(0, 100_000));
  expect(drawn.length).toBeGreaterThan(900);
  expect(drawn.length).toBeLessThan(1100);
  const inParts = new RowSample(100_000, 1000);
  const parts = [inParts.draw(rows(0, 30_001)), inParts.draw(rows(30_001, 100_000))];
  expect(parts.flatMap(part => [...part])).toEqual([...drawn]);
  const tenths = Array.from(
    { length: 10 },
    (_, i) => drawn.filter(row => Math.floor(row / 10_000) === i).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(60);
  const even = drawn.filter(row => row % 2 === 0).length;
  expect(even / drawn.length).toBeGreaterThan(0.45);
  expect(even / drawn.length).toBeLessThan(0.55);
});
