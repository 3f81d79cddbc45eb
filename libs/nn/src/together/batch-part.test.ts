import { partOf } from './batch-part';

const partsOf = (rowCount: number, worldSize: number) =>
  Array.from({ length: worldSize }, (_, rank) => partOf(rowCount, { rank, worldSize }));

test.each([
  [1024, 2, [512, 512]],
  [100, 3, [33, 33, 34]],
  [7, 3, [2, 2, 3]],
  [5, 3, [2, 3, 0]],
  [3, 4, [3, 0, 0, 0]],
  [1, 2, [1, 0]],
])('%i rows for %i processes', (rowCount, worldSize, sizes) => {
  const parts = partsOf(rowCount, worldSize);
  expect(parts.map(({ begin, end }) => end - begin)).toEqual(sizes);
  expect(parts.every(({ of }) => of === rowCount)).toBe(true);
  parts.forEach(({ begin }, rank) => expect(begin).toBe(rank === 0 ? 0 : parts[rank - 1].end));
  expect(parts.at(-1)?.end).toBe(rowCount);
});
