import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { quoted } from '@reckit/messages';
import { BadRequest, PayloadTooLarge, UnsupportedMediaType } from '@reckit/protocol';

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** A refused body is read on, up to so many times the limit, so that the client gets to see the answer. */
const DISCARD_FACTOR = 8;

/**
 * Collects the body of a request, decompressed if it says that it is compressed.
 *
 * @throws PayloadTooLarge beyond `maxBytes` on the wire or after decompression, UnsupportedMediaType for an
 * unknown Content-Encoding, BadRequest if the client breaks off or the compressed data is damaged
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const body = await collect(request, maxBytes);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (!isKnown(encoding)) {
    throw new UnsupportedMediaType(
      `Content-Encoding ${quoted(encoding)} is not understood; use ${Object.keys(DECODERS).join(', ')} or none.`,
    );
  }
  try {
    return await DECODERS[encoding](body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(maxBytes);
    throw new BadRequest(`The body is not valid ${encoding} data.`);
  }
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else if (size > maxBytes * DISCARD_FACTOR) reject(tooLarge(maxBytes));
      else chunks.length = 0;
    });
    request.on('end', () => {
      if (size > maxBytes) reject(tooLarge(maxBytes));
      else resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size));
    });
    const breakOff = (): void => {
      // 'close' follows every request; only for one that broke off is it worth an error and its stack.
      if (!request.complete) reject(new BadRequest('The request broke off before its body was complete.'));
    };
    request.on('error', breakOff);
    request.on('close', breakOff);
  });
}

function tooLarge(maxBytes: number): PayloadTooLarge {
  return new PayloadTooLarge(
    `The body is longer than ${maxBytes} bytes (MAX_BODY_BYTES); send fewer rows a request.`,
  );
}
