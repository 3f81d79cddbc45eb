import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What Node hashes at once at most, and some less. */
const MOST_BYTES = 2 ** 30;

/** In hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.byteLength; start += MOST_BYTES) {
    hash.update(bytes.subarray(start, start + MOST_BYTES));
  }
  return hash.digest('hex');
}

/** As `sha256Of`, of a file that need not fit into memory. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(piece);
  return hash.digest('hex');
}
