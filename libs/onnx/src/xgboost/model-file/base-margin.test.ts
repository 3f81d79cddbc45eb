import { baseMargin } from './base-margin';

const NEWEST = [3, 2, 0];

test('a score becomes the margin that XGBoost starts from', () => {
  expect(baseMargin('reg:squarederror', 0.5, NEWEST)).toBe(0.5);
  expect(baseMargin('binary:logistic', 0.5, NEWEST)).toBe(-0);
  expect(baseMargin('binary:logistic', 0.2, NEWEST)).toBeCloseTo(Math.log(0.2 / 0.8), 6);
  expect(baseMargin('count:poisson', 0.5, NEWEST)).toBe(Math.fround(Math.log(0.5)));
});

// Margins that Booster.predict(output_margin=True) of 3.2.0 returned for models without rounds.
test.each([
  [0, -13.815509796142578],
  [1e-7, -13.815509796142578],
  [1, 13.745160102844238],
  [0.9999999, 13.745160102844238],
])('the probability %d is kept away from the ends, as by XGBoost 3.2', (score, margin) => {
  expect(baseMargin('binary:logistic', score, NEWEST)).toBe(margin);
});

test('older versions take a probability near the ends as it is', () => {
  expect(baseMargin('binary:logistic', 1e-7, [3, 1, 3])).toBeCloseTo(Math.log(1e-7), 5);
});

test('a base score of 0 under a logarithm predicts 0', () => {
  expect(Math.exp(baseMargin('count:poisson', 0, NEWEST))).toBe(0);
});

test('a score that the objective does not allow has no margin', () => {
  expect(baseMargin('binary:logistic', 1.5, NEWEST)).toBeNaN();
  expect(baseMargin('binary:logistic', -0.1, NEWEST)).toBeNaN();
  expect(baseMargin('reg:gamma', -1, NEWEST)).toBeNaN();
  expect(baseMargin('reg:gamma', 0, NEWEST)).toBeNaN();
});
