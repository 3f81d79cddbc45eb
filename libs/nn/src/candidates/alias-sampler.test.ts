import fc from 'fast-check';
import { InvalidTraining } from '../errors';
import { RandomStream } from '../random/random-stream';
import { AliasSampler } from './alias-sampler';

const DRAWS = 40_000;

test('numbers come as often as their weights say', () => {
  const weights = fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true })), {
      minLength: 1,
      maxLength: 20,
    })
    .filter(list => list.some(weight => weight > 0));
  fc.assert(
    fc.property(weights, fc.integer(), (list, seed) => {
      const sampler = new AliasSampler(list);
      const random = new RandomStream(seed);
      const counts = list.map(() => 0);
      for (let i = 0; i < DRAWS; i++) counts[sampler.draw(random)]++;
      const total = list.reduce((sum, weight) => sum + weight, 0);
      list.forEach((weight, i) => {
        const share = weight / total;
        expect(sampler.probabilities[i]).toBeCloseTo(share, 12);
        // Six standard deviations of a share that is counted.
        expect(Math.abs(counts[i] / DRAWS - share)).toBeLessThanOrEqual(
          6 * Math.sqrt((share * (1 - share)) / DRAWS) + 1e-12,
        );
      });
    }),
    // A smaller example would say no more, and cost as much as this one.
    { numRuns: 30, endOnFailure: true },
  );
});

test.each([
  [[], 'nothing to draw from'],
  [[0, 0], 'nothing to draw from'],
  [[1, -1], 'Weight 1 is -1'],
  [[NaN], 'Weight 0 is NaN'],
  [[1, Infinity], 'Weight 1 is Infinity'],
])('%j is refused', (weights, message) => {
  expect(() => new AliasSampler(weights)).toThrow(InvalidTraining);
  expect(() => new AliasSampler(weights)).toThrow(message);
});
