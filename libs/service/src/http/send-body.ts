import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { acceptedCoding } from './compression/accept-encoding';
import type { AnswerCompressor } from './compression/answer-compressor';

/** What is compressed for some clients must not be kept for others. */
export const VARY = { Vary: 'Accept-Encoding' } as const;

/** Sends a body of any length; one that is long is compressed if the client asks for it. It never throws. */
export async function sendBody(
  compressor: AnswerCompressor,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<void> {
  const coded = await codeBody(compressor, response.req.headers, body);
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { ...headers, ...coded.headers, 'Content-Length': coded.bytes.length });
  response.end(response.req.method === 'HEAD' ? undefined : coded.bytes);
}

/** A body as it is sent, and the header fields that say how. */
export interface CodedBody {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Compresses a body if it is long and the client asks for it. It never throws.
 *
 * @param fields - those of the request
 */
export async function codeBody(
  compressor: AnswerCompressor,
  fields: IncomingHttpHeaders,
  body: Buffer,
): Promise<CodedBody> {
  if (!compressor.isWorth(body.length)) return { bytes: body, headers: {} };
  const accepted = acceptedCoding(fields['accept-encoding']);
  const compressed = accepted === null ? null : await compressor.compress(body, accepted);
  if (compressed === null || accepted === null) return { bytes: body, headers: VARY };
  return { bytes: compressed, headers: { ...VARY, 'Content-Encoding': accepted } };
}
