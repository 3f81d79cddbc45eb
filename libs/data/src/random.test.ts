import fc from 'fast-check';
import { createRandom, xoshiro128 } from './random';

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map(value => (value - centre) ** 2));
};

test('xoshiro128** gives the published first numbers of the state 1, 2, 3, 4', () => {
  expect(draw(10, xoshiro128([1, 2, 3, 4]))).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('a seed gives its own stream, and always the same', () =>
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (seed, other) => {
      fc.pre(seed !== other);
      const first = draw(4, createRandom(seed).uniform);
      expect(draw(4, createRandom(seed).uniform)).toEqual(first);
      expect(draw(4, createRandom(other).uniform)).not.toEqual(first);
    }),
  ));

test.each([-1, 0.5, NaN, 2 ** 53])('%s is no seed', seed => {
  expect(() => createRandom(seed)).toThrow(RangeError);
});

test('uniform numbers fill their interval', () => {
  const { uniform } = createRandom(1);
  const values = draw(100_000, () => uniform(-2, 6));
  expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(-2);
  expect(values.every(value => value >= -2 && value < 6)).toBe(true);
  expect(mean(values)).toBeCloseTo(2, 1);
  expect(variance(values)).toBeCloseTo(64 / 12, 1);
});

test('integers include both ends, each as likely', () => {
  const random = createRandom(2);
  const counts = new Map<number, number>();
  for (let i = 0; i < 60_000; i++) {
    const value = random.integer(18, 23);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([18, 19, 20, 21, 22, 23]);
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test('normal numbers have mean, deviation and the share within one deviation', () => {
  const random = createRandom(3);
  const values = draw(200_000, () => random.normal(5, 2));
  expect(mean(values)).toBeCloseTo(5, 1);
  expect(variance(values)).toBeCloseTo(4, 1);
  expect(values.filter(value => Math.abs(value - 5) < 2).length / values.length).toBeCloseTo(0.6827, 2);
});

test('exponential numbers have the mean asked for and its square as variance', () => {
  const random = createRandom(4);
  const values = draw(200_000, () => random.exponential(5));
  expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
  expect(mean(values)).toBeCloseTo(5, 1);
  expect(Math.sqrt(variance(values))).toBeCloseTo(5, 1);
});

test('shuffling keeps the elements and reaches every order', () => {
  const random = createRandom(5);
  const orders = new Set(draw(500, () => 0).map(() => random.shuffle(['a', 'b', 'c']).join('')));
  expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
});
