import { NotFound } from '../errors';
import { errorMessageBody } from './error-body';

test('the body of an error is its message and nothing else', () => {
  expect(errorMessageBody(new NotFound('No model "x" here.'))).toEqual({ error: 'No model "x" here.' });
});
