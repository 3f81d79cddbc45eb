import { roundsHint } from './rounds-hint';

test.each([
  [
    [100, 100, 100],
    'best round 100 of 100: it was still getting better. Try more --rounds, or a larger --param eta.',
  ],
  [
    [2, 12, 100],
    'best round 2 of 12: what later trees learn does not hold for other rows. Try a smaller --param eta or max_depth, or a larger min_child_weight.',
  ],
  [[60, 70, 100], null],
  [[5, 5, 5], null],
  [[3, 8, 8], null],
])('%j', ([best, trained, requested], hint) => {
  expect(roundsHint(best, trained, requested)).toBe(hint);
});
