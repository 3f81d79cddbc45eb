import { constant, cosine, exponentialDecay, stepDecay } from './schedule';

const DECAY = { initial: 0.8, everySteps: 4, factor: 0.5 };

test('a constant rate stays', () => {
  const rate = constant(0.01);
  expect([1, 1000].map(rate)).toEqual([0.01, 0.01]);
});

test('an exponential decay falls with each step', () => {
  const rate = exponentialDecay(DECAY);
  expect([1, 5, 9].map(rate)).toEqual([0.8, 0.4, 0.2]);
  expect(rate(3)).toBeCloseTo(0.8 * Math.SQRT1_2, 12);
});

test('a step decay falls in stairs', () => {
  expect([1, 4, 5, 8, 9].map(stepDecay(DECAY))).toEqual([0.8, 0.8, 0.4, 0.4, 0.2]);
});

test('a cosine rises evenly to its peak, is half way down in the middle and stays at its end', () => {
  const rate = cosine({ peak: 1, totalSteps: 14, warmupSteps: 4, final: 0.1 });
  expect([1, 2, 3, 4].map(rate)).toEqual([0.25, 0.5, 0.75, 1]);
  expect(rate(5)).toBe(1);
  expect(rate(10)).toBeCloseTo(0.55, 12);
  expect([15, 16, 1000].map(rate)).toEqual([0.1, 0.1, 0.1]);
});

test('a cosine without warm-up begins at its peak and falls to zero', () => {
  const rate = cosine({ peak: 0.2, totalSteps: 10 });
  expect(rate(1)).toBe(0.2);
  expect(rate(11)).toBeCloseTo(0, 12);
  for (let step = 2; step <= 11; step++) expect(rate(step)).toBeLessThan(rate(step - 1));
});

test('a warm-up longer than the training does nothing but rise', () => {
  const rate = cosine({ peak: 1, totalSteps: 2, warmupSteps: 4 });
  expect([1, 2].map(rate)).toEqual([0.25, 0.5]);
});
