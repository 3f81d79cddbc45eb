import { accuracy, brier, logLoss } from './probability-metrics';

test('accuracy counts a score equal to the threshold as 0', () => {
  expect(accuracy([0, 1, 1, 0], [0.5, 0.5, 0.51, 0.2])).toBe(0.75);
  expect(accuracy([0, 1, 1, 0], [0.5, 0.5, 0.51, 0.2], undefined, 0.1)).toBe(0.5);
});

test('a certain mistake costs as much as the clipping says', () => {
  expect(logLoss([1], [0])).toBeCloseTo(-Math.log(Number.EPSILON), 12);
});

test('scores that are no probabilities and weights that sum to nothing are refused', () => {
  expect(() => logLoss([0, 1], [0.5, 1.5])).toThrow(
    'probabilities[1] is 1.5; expected a probability from 0 to 1.',
  );
  expect(() => brier([0, 1], [0.5, NaN])).toThrow('probabilities[1] is NaN');
  expect(() => brier([0, 1], [0.5, 0.5], [0, 0])).toThrow(
    'All weights are 0, so there is nothing to average.',
  );
});
