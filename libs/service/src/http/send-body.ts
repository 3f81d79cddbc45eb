import type { ServerResponse } from 'node:http';
import { acceptedCoding } from './accept-encoding';
import type { AnswerCompressor } from './answer-compressor';

/** Sends a body of any length; one that is long is compressed if the client asks for it. It never throws. */
export async function sendBody(
  compressor: AnswerCompressor,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<void> {
  let sent = body;
  let coding: Readonly<Record<string, string>> = {};
  if (compressor.isWorth(body.length)) {
    const accepted = acceptedCoding(response.req.headers['accept-encoding']);
    const compressed = accepted === null ? null : await compressor.compress(body, accepted);
    coding = { Vary: 'Accept-Encoding' };
    if (compressed !== null && accepted !== null) {
      sent = compressed;
      coding = { ...coding, 'Content-Encoding': accepted };
    }
  }
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { ...headers, ...coding, 'Content-Length': sent.length });
  response.end(response.req.method === 'HEAD' ? undefined : sent);
}
