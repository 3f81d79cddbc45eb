import type { Collective } from './collective';

const ROOT = 0;
/** Bytes that are sent at a time. */
const CHUNK_BYTES = 64 * 2 ** 20;

/**
 * Gives all processes what the first of them has, as JSON.
 *
 * @param value - that of the first process; that of the others does not count
 * @returns it as it was parsed, in the first process too
 */
export async function broadcastValue(collective: Collective, value: unknown): Promise<unknown> {
  const text = Buffer.from(collective.rank === ROOT ? JSON.stringify(value) : '');
  const size = new Uint32Array([text.length]);
  await broadcastArray(collective, size);
  const bytes = new Uint8Array(size[0]);
  if (collective.rank === ROOT) bytes.set(text);
  await broadcastArray(collective, bytes);
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Puts the numbers of the first process in place of those of the others. */
export async function broadcastArray(
  collective: Collective,
  values: Float32Array | Uint32Array | Uint8Array,
): Promise<void> {
  for (let begin = 0; begin < values.byteLength; begin += CHUNK_BYTES) {
    const size = Math.min(CHUNK_BYTES, values.byteLength - begin);
    await collective.broadcast(new Uint8Array(values.buffer, values.byteOffset + begin, size), ROOT);
  }
}
