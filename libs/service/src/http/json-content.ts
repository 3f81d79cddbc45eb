import type { IncomingMessage } from 'node:http';
import { quoted } from '@reckit/messages';
import { isJsonContentType, UnsupportedMediaType } from '@reckit/protocol';

/**
 * Lets a request pass whose Content-Type is JSON or absent.
 *
 * @throws UnsupportedMediaType
 */
export function assertJsonContent(request: IncomingMessage): void {
  const contentType = request.headers['content-type'];
  if (isJsonContentType(contentType)) return;
  throw new UnsupportedMediaType(
    `Content-Type ${quoted(contentType ?? '')} is not understood; send application/json.`,
  );
}
