import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { requestIdOf } from './request-id';

function requestWith(headers: IncomingMessage['headers']): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers = headers;
  return request;
}

test("the client's own id is kept", () => {
  expect(requestIdOf(requestWith({ 'x-request-id': 'abc-1' }))).toBe('abc-1');
});

test.each([{}, { 'x-request-id': '' }])('%j gets a new UUID each time', headers => {
  const [first, second] = [requestIdOf(requestWith(headers)), requestIdOf(requestWith(headers))];
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(second).not.toBe(first);
});

test('a long one is cut, so that no log line is as long as a client likes', () => {
  const id = requestIdOf(requestWith({ 'x-request-id': `a${'b'.repeat(16_000)}` }));
  expect(id).toBe(`a${'b'.repeat(199)}`);
});
