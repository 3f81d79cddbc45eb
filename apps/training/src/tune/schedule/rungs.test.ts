import * as fc from 'fast-check';
import { rungsAfterTheEnd, rungsOf } from './rungs';

test.each([
  [20, 50, 2, ['20 of 6', '6 of 17', '2 of 50']],
  [9, 100, 10, ['9 of 11', '3 of 33', '1 of 100']],
  [100, 3, 1, ['100 of 1', '33 of 3']],
  [100, 1, 1, ['100 of 1']],
  [1, 50, 2, ['1 of 50']],
])('%i trials with at most %i and at least %i', (trials, most, least, shown) => {
  expect(rungsOf(trials, most, least).map(rung => `${rung.trials} of ${rung.budget}`)).toEqual(shown);
});

test('budgets rise to the whole, and trials fall, but not to none', () => {
  const amount = fc.integer({ min: 1, max: 5000 });
  fc.assert(
    fc.property(amount, amount, amount, (trials, most, least) => {
      const rungs = rungsOf(trials, most, least);
      expect(rungs[0].trials).toBe(trials);
      expect(rungs[rungs.length - 1].budget).toBe(most);
      rungs.slice(1).forEach((rung, i) => {
        expect(rung.budget).toBeGreaterThan(rungs[i].budget);
        expect(rung.trials).toBeLessThan(rungs[i].trials);
        expect(rung.trials).toBeGreaterThan(0);
        expect(rungs[i].budget).toBeGreaterThanOrEqual(least);
      });
    }),
  );
});

test('when time ends the best goes to the whole budget at once', () => {
  const rungs = rungsOf(30, 90, 1);
  expect(rungs.map(({ budget }) => budget)).toEqual([3, 10, 30, 90]);
  expect(rungsAfterTheEnd(rungs, 1)).toEqual([rungs[0], rungs[1], { budget: 90, trials: 1 }]);
  expect(rungsAfterTheEnd(rungs, 3)).toEqual(rungs);
});
