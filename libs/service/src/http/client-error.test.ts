import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { answerClientError } from './client-error';

let server: Server;

beforeAll(async () => {
  server = createServer({ maxHeaderSize: 4_096 }, (_request, response) => response.end('ok'));
  server.on('clientError', answerClientError);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise(resolve => server.close(resolve)));

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['headers without an end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(10_000)}\r\n\r\n`, 431],
])('%s is answered in JSON with a request id, and the connection closed', async (_name, bytes, status) => {
  const answer = await exchange(bytes);
  const [head, body] = answer.split('\r\n\r\n');
  const requestId = /X-Request-ID: (\S+)/.exec(head)?.[1];
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(body)).toEqual({ detail: expect.any(String), request_id: requestId });
});

function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', chunk => (answer += chunk));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
