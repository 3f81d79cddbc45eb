/** @needs libxgboost */
import { LibraryError, UnknownParameter } from './errors';

test.each([
  [
    '[20:31:01] ./src/learner.cc:792: Check failed: mparam_.num_feature != 0 (0 vs. 0) : 0 feature is supplied.\nStack trace:\n  [bt] (0)',
    'libxgboost: 0 feature is supplied.',
  ],
  [
    '[20:31:01] ../src/data/data.cc:1104: Check failed: valid: Input data contains `inf` or `nan`\nStack trace:',
    'libxgboost: Input data contains `inf` or `nan`',
  ],
  [
    'value -3 for Parameter max_depth should be greater equal to 0\nmax_depth: Maximum depth of the tree',
    'libxgboost: value -3 for Parameter max_depth should be greater equal to 0',
  ],
  ['', 'libxgboost: a call failed without a message.'],
])('the line that tells what is wrong, without time, source and stack: %j', (native, message) => {
  expect(new LibraryError(native).message).toBe(message);
});

test('an error bears the name of its class', () => {
  expect(String(new UnknownParameter([{ name: 'a', advice: 'did you mean b?' }]))).toBe(
    'UnknownParameter: XGBoost does not use "a" (did you mean b?).',
  );
});
