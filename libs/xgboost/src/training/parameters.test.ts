import { BadParameter, UnknownParameter } from '../errors';
import {
  checkWarnings,
  DEFAULT_PARAMETERS,
  parameterTexts,
  defaultsBeside,
  type Parameters,
} from './parameters';

test('what the caller gives drops the default of the same parameter, under either name', () => {
  const { eta, max_depth, ...others } = DEFAULT_PARAMETERS;
  expect({ eta, max_depth }).toEqual({ eta: 0.1, max_depth: 5 });
  expect(defaultsBeside({ learning_rate: 0.3, max_depth: 2 })).toEqual(others);
});

test('another objective brings its own metric', () => {
  expect(defaultsBeside({ objective: 'reg:squarederror' })).not.toHaveProperty('eval_metric');
  expect(defaultsBeside({ max_depth: 3 })).toHaveProperty('eval_metric', 'logloss');
});

test('several metrics are several calls, a list of constraints is one', () => {
  const texts = parameterTexts({
    eval_metric: ['auc', 'logloss'],
    monotone_constraints: [1, 0, -1],
    a: true,
  });
  expect(texts.slice(0, 4)).toEqual([
    ['eval_metric', 'auc'],
    ['eval_metric', 'logloss'],
    ['monotone_constraints', '(1,0,-1)'],
    ['a', '1'],
  ]);
});

const wrong: Parameters[] = [
  { base_score: [0.5] },
  { eta: NaN },
  { verbosity: 0 },
  { seed: 1, random_state: 2 },
];
test.each(wrong)('%j is an error', parameters => {
  expect(() => parameterTexts(parameters)).toThrow(BadParameter);
});

test('an unused parameter is an error if the caller gave it, by either name; other warnings pass', () => {
  const unused = '[12:00:00] WARNING: ./src/learner.cc:767: \nParameters: { "max_bin", "foo" } are not used.';
  const other = '[12:00:00] WARNING: ./src/learner.cc:1: \nSomething\n  else.\n';
  expect(checkWarnings([unused, other], {})).toEqual(['Something else.']);
  expect(() => checkWarnings([unused], { foo: 1 })).toThrow(UnknownParameter);
  expect(() => checkWarnings([unused], { max_bin: 1 })).toThrow(/"max_bin" \(a parameter that this version/);
});
