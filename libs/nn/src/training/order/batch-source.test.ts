import { matrixBatches } from './batch-source';

test('copies rows and columns into the same arrays each time', () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => i);
  const source = matrixBatches({ all: { values, width: 3 }, some: { values, width: 3, columns: [2, 0] } }, 3);
  const before = { ...source.feeds };
  source.fill(Uint32Array.of(3, 0, 3), 1);
  expect(source.feeds).toEqual({
    all: Float32Array.of(9, 10, 11, 0, 1, 2, 9, 10, 11),
    some: Float32Array.of(11, 9, 2, 0, 11, 9),
  });
  source.fill(Uint32Array.of(1), 2);
  expect(source.feeds['some'].subarray(0, 2)).toEqual(Float32Array.of(5, 3));
  expect(source.feeds['all']).toBe(before['all']);
});
