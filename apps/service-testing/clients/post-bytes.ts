import { request } from 'node:http';
import { answerOf, type Answer } from './http-client';

/** Posts bytes as they are, on a connection of their own. */
export function postBytes(
  port: number,
  path: string,
  bytes: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const sent = request({
    port,
    path,
    host: '127.0.0.1',
    method: 'POST',
    agent: false,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(bytes) },
  });
  sent.end(bytes);
  return answerOf(sent);
}
