import { meansOfLast } from './means-of-last';
import { unitRows, unitVector } from './unit-rows';

test('vectors become ones of the length 1, and that of nothing stays', () => {
  expect([...unitRows(Float32Array.of(3, 4, 0, 0), 2)]).toEqual([...Float32Array.of(0.6, 0.8, 0, 0)]);
  expect([...unitVector([0, 0])]).toEqual([0, 0]);
});

test('a mean is that of the last rows of a list, and of an empty list it is 0', () => {
  const rows = Float32Array.of(1, 0, 0, 1, -1, 0);
  const lists = { offsets: Uint32Array.of(0, 3, 3, 4), indices: Uint32Array.of(0, 1, 2, 1) };
  expect([...meansOfLast(rows, 2, lists, 2)]).toEqual([-0.5, 0.5, 0, 0, 0, 1]);
  expect([...meansOfLast(rows, 2, lists, 9)]).toEqual([...Float32Array.of(0, 1 / 3, 0, 0, 0, 1)]);
});
