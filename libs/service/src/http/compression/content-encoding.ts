import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { quoted } from '@reckit/messages';
import { UnsupportedMediaType } from '@reckit/protocol';

const DECODERS = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (body: Buffer) => (isZlib(body) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
} as const satisfies Record<string, (body: Buffer) => Transform>;

/** A `Content-Encoding` that can be undone. */
export type ContentEncoding = keyof typeof DECODERS;

/**
 * How the body of a request is compressed, by its header fields; null if it is not.
 *
 * @throws UnsupportedMediaType
 */
export function contentEncodingOf(headers: IncomingHttpHeaders): ContentEncoding | null {
  const given = headers['content-encoding'];
  if (given === undefined) return null;
  const encoding = given.trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return null;
  if (isKnown(encoding)) return encoding;
  const known = Object.keys(DECODERS).join(', ');
  throw new UnsupportedMediaType(
    `Content-Encoding ${quoted(encoding)} is not understood; use ${known} or none.`,
  );
}

/**
 * A stream that decompresses what is written to it.
 *
 * @param body - the whole body that will be, or its beginning
 */
export function decoderOf(encoding: ContentEncoding, body: Buffer): Transform {
  return DECODERS[encoding](body);
}

function isKnown(encoding: string): encoding is ContentEncoding {
  return Object.hasOwn(DECODERS, encoding);
}

const DEFLATE_METHOD = 8;
const LARGEST_WINDOW = 7;
const HEADER_MULTIPLE = 31;

/**
 * Whether data has the header of zlib (RFC 1950), as `deflate` means by the standard; many clients send bare deflate
 * data under this name. Of that the first byte could only be the same if bits were set in it that encoders leave zero.
 */
function isZlib(body: Buffer): boolean {
  if (body.length < 2) return true;
  const [method, flags] = body;
  const hasMethod = (method & 0x0f) === DEFLATE_METHOD && method >> 4 <= LARGEST_WINDOW;
  return hasMethod && (method * 256 + flags) % HEADER_MULTIPLE === 0;
}
