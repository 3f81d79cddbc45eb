import { baseMargin } from './base-margin';

test('a score becomes the margin that XGBoost starts from', () => {
  expect(baseMargin('reg:squarederror', 0.5)).toBe(0.5);
  expect(baseMargin('binary:logistic', 0.5)).toBe(-0);
  expect(baseMargin('binary:logistic', 0.2)).toBeCloseTo(Math.log(0.2 / 0.8), 6);
  expect(baseMargin('count:poisson', 0.5)).toBe(Math.fround(Math.log(0.5)));
});

test('a score that the objective does not allow has no finite margin', () => {
  expect(Number.isFinite(baseMargin('binary:logistic', 0))).toBe(false);
  expect(Number.isFinite(baseMargin('binary:logistic', 1))).toBe(false);
  expect(baseMargin('binary:logistic', 1.5)).toBeNaN();
  expect(baseMargin('reg:gamma', -1)).toBeNaN();
});
