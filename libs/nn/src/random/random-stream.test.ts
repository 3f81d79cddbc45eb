import fc from 'fast-check';
import { RandomStream } from './random-stream';

const DRAWS = 100_000;

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

test('uniform numbers lie in [0, 1) with mean 1/2 and variance 1/12', () => {
  const random = new RandomStream(1);
  const values = draw(DRAWS, () => random.uniform());
  const { mean, variance } = moments(values);
  expect(values.every(value => value >= 0 && value < 1)).toBe(true);
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance).toBeCloseTo(1 / 12, 2);
});

test('normal numbers have mean 0 and variance 1', () => {
  const random = new RandomStream(2);
  const { mean, variance } = moments(draw(DRAWS, () => random.normal()));
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
});

test('every bit is set half of the time', () => {
  const random = new RandomStream(3);
  const counts = new Array<number>(32).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    const bits = random.nextUint32();
    for (let bit = 0; bit < 32; bit++) counts[bit] += (bits >>> bit) & 1;
  }
  for (const count of counts) expect(Math.abs(count / DRAWS - 0.5)).toBeLessThan(0.01);
});

test('below(n) gives each of 0 … n − 1', () => {
  const random = new RandomStream(4);
  expect(new Set(draw(1000, () => random.below(7)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

test('the same seed and path give the same numbers, any other give others', () => {
  const part = fc.integer({ min: 0, max: 2 ** 31 });
  const origin = fc.tuple(fc.integer({ min: 0, max: 2 ** 40 }), fc.array(part, { maxLength: 4 }));
  fc.assert(
    fc.property(origin, origin, ([seed, path], [otherSeed, otherPath]) => {
      const numbersOf = (random: RandomStream) => draw(4, () => random.nextUint32());
      const numbers = numbersOf(new RandomStream(seed, ...path));
      expect(numbersOf(new RandomStream(seed, ...path))).toEqual(numbers);
      fc.pre(JSON.stringify([seed, path]) !== JSON.stringify([otherSeed, otherPath]));
      expect(numbersOf(new RandomStream(otherSeed, ...otherPath))).not.toEqual(numbers);
    }),
  );
});

test('streams of neighbouring steps are not correlated', () => {
  const steps = draw(2, () => 0).map((_, step) => {
    const random = new RandomStream(5, 2, step);
    return draw(DRAWS, () => random.uniform() - 0.5);
  });
  const covariance = steps[0].reduce((sum, value, i) => sum + value * steps[1][i], 0) / DRAWS;
  expect(Math.abs(covariance * 12)).toBeLessThan(0.02);
});
