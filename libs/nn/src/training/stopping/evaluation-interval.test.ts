import { EACH_EPOCH, evaluatedSteps } from './evaluation-interval';

test.each([
  [{ share: 0.25 }, 100, [25, 50, 75, 100]],
  [{ share: 0.25 }, 10, [3, 5, 8, 10]],
  [{ share: 0.3 }, 10, [3, 6, 9, 10]],
  [{ share: 0.1 }, 3, [1, 2, 3]],
  [{ share: 0.01 }, 2, [1, 2]],
  [EACH_EPOCH, 7, [7]],
  [EACH_EPOCH, 1, [1]],
  [{ steps: 500 }, 1230, [500, 1000, 1230]],
  [{ steps: 500 }, 1000, [500, 1000]],
  [{ steps: 500 }, 200, [200]],
  [{ steps: 1 }, 3, [1, 2, 3]],
])('%j of an epoch of %i steps', (interval, stepsPerEpoch, expected) => {
  expect(evaluatedSteps(interval, stepsPerEpoch)).toEqual(expected);
});

test('rises, and ends with the epoch, whatever the share', () => {
  for (let stepsPerEpoch = 1; stepsPerEpoch <= 40; stepsPerEpoch++) {
    for (let share = 0.005; share <= 1; share += 0.013) {
      const steps = evaluatedSteps({ share }, stepsPerEpoch);
      expect(steps.at(-1)).toBe(stepsPerEpoch);
      expect(steps[0]).toBeGreaterThanOrEqual(1);
      expect(steps.every((step, i) => i === 0 || step > steps[i - 1])).toBe(true);
    }
  }
});
