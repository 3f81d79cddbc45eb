import { randomState } from './random-state';
import { Xorshift } from './xorshift';

function firstBits(seed: number, stream: number): number[] {
  const random = new Xorshift(randomState(seed, stream));
  return Array.from({ length: 4 }, () => random.bits());
}

test('a seed and a stream decide the numbers, each bit of them', () => {
  expect(firstBits(1, 2)).toEqual(firstBits(1, 2));
  const others = [
    [2, 1],
    [1, 3],
    [1 + 2 ** 32, 2],
    [1, 2 + 2 ** 32],
    [0, 0],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  const all = [[1, 2], ...others].map(([seed, stream]) => firstBits(seed, stream).join());
  expect(new Set(all).size).toBe(all.length);
});

test('whole numbers below a bound are all as likely', () => {
  const random = new Xorshift(randomState(5, 0));
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('the first numbers of streams that follow each other are spread evenly', () => {
  const random = new Xorshift([1, 2, 3, 4]);
  let sum = 0;
  for (let stream = 0; stream < 10_000; stream++) {
    random.seed(randomState(42, stream));
    sum += random.uniform();
  }
  expect(sum / 10_000).toBeCloseTo(0.5, 1.5);
});
