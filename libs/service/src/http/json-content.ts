import { quoted } from '@reckit/messages';
import { isJsonContentType, UnsupportedMediaType } from '@reckit/protocol';
import type { RequestHead } from './request-head';

/**
 * Lets a request pass whose Content-Type is JSON or absent.
 *
 * @throws UnsupportedMediaType
 */
export function assertJsonContent({ headers }: RequestHead): void {
  const contentType = headers['content-type'];
  if (isJsonContentType(contentType)) return;
  throw new UnsupportedMediaType(
    `Content-Type ${quoted(contentType ?? '')} is not understood; send application/json.`,
  );
}
