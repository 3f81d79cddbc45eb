import fc from 'fast-check';
import { deviation, mean, median, percentile, spreadOf } from './statistics';

const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 50 });

test('the median of an even number of values is the mean of the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});

test('mean and deviation are those of a sample', () => {
  expect(mean([2, 4, 9])).toBe(5);
  expect(deviation([2, 4, 9])).toBeCloseTo(Math.sqrt(13), 12);
  expect(deviation([7])).toBe(0);
  expect(() => mean([])).toThrow(RangeError);
});

test('a percentile is the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0.01)).toBe(7);
});

test('no more values lie above a percentile than it allows', () =>
  fc.assert(
    fc.property(values, fc.double({ noNaN: true, min: 0.01, max: 1 }), (list, fraction) => {
      const limit = percentile(list, fraction);
      expect(list).toContain(limit);
      expect(list.filter(value => value <= limit).length).toBeGreaterThanOrEqual(list.length * fraction);
    }),
  ));

test('a spread holds every value and its median', () =>
  fc.assert(
    fc.property(values, list => {
      const spread = spreadOf(list);
      expect(spread).toEqual({ median: median(list), min: Math.min(...list), max: Math.max(...list) });
    }),
  ));

test('the order of the values does not matter, and they stay as they were', () => {
  const list = [3, 1, 2];
  expect(spreadOf(list)).toEqual({ median: 2, min: 1, max: 3 });
  expect(list).toEqual([3, 1, 2]);
});

test('statistics of nothing are refused', () => {
  expect(() => median([])).toThrow(RangeError);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});
