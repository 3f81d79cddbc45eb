import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { quoted } from '@reckit/messages';
import { UnsupportedMediaType } from '@reckit/protocol';

const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const satisfies Record<string, () => Transform>;

/** A `Content-Encoding` that can be undone. */
export type ContentEncoding = keyof typeof DECODERS;

/**
 * How the body of a request is compressed; null if it is not.
 *
 * @throws UnsupportedMediaType
 */
export function contentEncodingOf(request: IncomingMessage): ContentEncoding | null {
  const given = request.headers['content-encoding'];
  if (given === undefined) return null;
  const encoding = given.trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return null;
  if (isKnown(encoding)) return encoding;
  const known = Object.keys(DECODERS).join(', ');
  throw new UnsupportedMediaType(
    `Content-Encoding ${quoted(encoding)} is not understood; use ${known} or none.`,
  );
}

/** A stream that decompresses what is written to it. */
export function decoderOf(encoding: ContentEncoding): Transform {
  return DECODERS[encoding]();
}

function isKnown(encoding: string): encoding is ContentEncoding {
  return Object.hasOwn(DECODERS, encoding);
}
