import { isMeasurable } from './is-measurable';
import { rowsToPermute } from './permuted-rows';

const rows = (count: number) => Uint32Array.from({ length: count }, (_, i) => 10 * i);

test.each([
  ['of few rows all', 300, 7, 300],
  ['of many rows so many as change nothing', 1_000_000, 7, 5_000],
  ['of many features fewer', 1_000_000, 99, 1_000],
  ['of very many features still so many as tell something', 1_000_000, 5_000, 500],
])('%s are taken, spread over the whole', (_, count, features, expected) => {
  const chosen = rowsToPermute(rows(count), features);
  expect(chosen).toHaveLength(expected);
  expect(chosen[0]).toBe(0);
  expect(chosen[expected >> 1]).toBe(10 * Math.floor(((expected >> 1) * count) / expected));
  expect(new Set(chosen).size).toBe(expected);
});

test('what diverged, and rows that weigh nothing, are not measured', () => {
  const labels = Float32Array.of(0, 1);
  expect(isMeasurable(labels, Float32Array.of(0.1, 0.9))).toBe(true);
  expect(isMeasurable(labels, Float32Array.of(0.1, 0.9), Float32Array.of(0, 2))).toBe(true);
  expect(isMeasurable(labels, Float32Array.of(0.1, NaN))).toBe(false);
  expect(isMeasurable(labels, Float32Array.of(0.1))).toBe(false);
  expect(isMeasurable(labels, Float32Array.of(0.1, 0.9), Float32Array.of(0, 0))).toBe(false);
});
