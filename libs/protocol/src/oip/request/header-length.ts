import { quoted } from '@reckit/messages';
import { BadRequest } from '../../errors';

/** The header of requests and responses with binary tensors: how many bytes of the body are JSON. */
export const HEADER_LENGTH = 'Inference-Header-Content-Length';

/**
 * The value of the header `Inference-Header-Content-Length`; null without it, when the whole body is JSON. With 0 the
 * whole body is the only input.
 *
 * @param bodyLength - the length of the body, decompressed
 * @throws BadRequest if it is no length of a part of the body
 */
export function headerLengthOf(header: string | undefined, bodyLength: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const length = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (length <= bodyLength) return length;
  throw new BadRequest(
    `The header ${HEADER_LENGTH} must be a number of bytes from 0 to the length of the body, ${bodyLength}, not ${quoted(text)}.`,
  );
}
