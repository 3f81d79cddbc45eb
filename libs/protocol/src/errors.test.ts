import * as errors from './errors';
import { errorBody, RequestError } from './errors';

const EVERY_KIND: readonly RequestError[] = [
  new errors.BadRequest('data must not be empty.'),
  new errors.Unauthorized(),
  new errors.NotFound('No such path.'),
  new errors.MethodNotAllowed('PUT', ['GET', 'HEAD']),
  new errors.RequestTimeout('Too slow.'),
  new errors.PayloadTooLarge('The body is too long.'),
  new errors.UnsupportedMediaType('Send JSON.'),
  new errors.ExpectationFailed('Only 100-continue.'),
  new errors.TooManyRequests('Slow down.'),
  new errors.HeadersTooLarge('Too long.'),
  new errors.Cancelled(),
  new errors.InternalError('Internal error.'),
  new errors.Unimplemented('Not here.'),
  new errors.Unavailable('Draining.'),
  new errors.DeadlineExceeded(),
];

test('every kind of error has its status, and those that pass have a time to retry after', () => {
  expect(EVERY_KIND.map(error => [error.name, error.status, error.retryAfterSeconds])).toEqual([
    ['BadRequest', 400, null],
    ['Unauthorized', 401, null],
    ['NotFound', 404, null],
    ['MethodNotAllowed', 405, null],
    ['RequestTimeout', 408, null],
    ['PayloadTooLarge', 413, null],
    ['UnsupportedMediaType', 415, null],
    ['ExpectationFailed', 417, null],
    ['TooManyRequests', 429, 1],
    ['HeadersTooLarge', 431, null],
    ['Cancelled', 499, null],
    ['InternalError', 500, null],
    ['Unimplemented', 501, null],
    ['Unavailable', 503, 1],
    ['DeadlineExceeded', 504, null],
  ]);
});

test('this file knows every kind of error that there is', () => {
  const exported = Object.values(errors).filter(
    value => value !== RequestError && value.prototype instanceof RequestError,
  );
  expect(exported.map(kind => kind.name).sort()).toEqual(EVERY_KIND.map(error => error.name).sort());
});

test.each(EVERY_KIND.map(error => [error.name, error] as const))(
  '%s is a RequestError with a message',
  (_, error) => {
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toMatch(/^[^\r\n]+\.$/);
  },
);

test('an unauthorized client is told in which ways a key can be shown', () => {
  expect(new errors.Unauthorized().message).toBe(
    'Invalid or missing X-API-Key; Authorization: Bearer, or Basic with the key as password, will do as well.',
  );
});

test('a wrong method is answered with the right ones', () => {
  const error = new errors.MethodNotAllowed('DELETE', ['GET', 'POST']);
  expect(error.message).toBe('Method DELETE is not allowed here; use GET or POST.');
  expect(error.allowed).toEqual(['GET', 'POST']);
});

test('the body of an error is its message and the id of the request, nothing else', () => {
  const error = new errors.BadRequest('data[3].user_age: expected a number, got "x".');
  expect(errorBody(error, 'request-1')).toEqual({
    detail: 'data[3].user_age: expected a number, got "x".',
    request_id: 'request-1',
  });
});
