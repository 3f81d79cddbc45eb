import { httpError, retryAfterMs } from './http-error';

function errorOf(body: string, status = 404, headers = {}) {
  return httpError('POST /', { status, headers, body: Buffer.from(body) });
}

test.each([
  ['Reckit', '{"detail": "No such model.", "request_id": "r1"}', 'No such model.', 'r1'],
  ['KServe and Triton', '{"error": "No such model."}', 'No such model.', null],
  ['a proxy', '<html>', '<html>', null],
  ['JSON of another form', '[1]', '[1]', null],
  ['nothing', '', 'status 404 without a body.', null],
])('what an error of %s says', (_whose, body, detail, requestId) => {
  expect(errorOf(body)).toMatchObject({
    failure: 'answered',
    detail,
    requestId,
    status: 404,
    code: '404',
    body,
  });
});

test('a message is one line of 300 characters at most, whatever the answer says', () => {
  const { message, detail } = errorOf(JSON.stringify({ error: `a\nb${'c'.repeat(1_000)}` }));
  expect(message).toMatch(/^POST \/: a\\nbc+…$/);
  expect(message).toHaveLength(300);
  expect(detail).toHaveLength(300);
});

test('the id in the header is the one under which the call was logged', () => {
  expect(errorOf('{"request_id": "body"}', 500, { 'x-request-id': 'header' }).requestId).toBe('header');
});

test.each([
  [400, false],
  [401, false],
  [404, false],
  [408, true],
  [413, false],
  [429, true],
  [500, false],
  [503, true],
])('after %i a retry may help: %p', (status, mayRetry) => {
  expect(errorOf('{}', status).mayRetry).toBe(mayRetry);
});

test.each<[string | null, number | null]>([
  ['3', 3_000],
  [' 0 ', 0],
  ['Thu, 01 Jan 1970 00:00:02 GMT', 1_500],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', null],
  [null, null],
])('Retry-After: %p', (header, expected) => {
  expect(retryAfterMs(header, 500)).toBe(expected);
});
