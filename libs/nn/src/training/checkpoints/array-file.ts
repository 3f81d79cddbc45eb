import * as z from 'zod';

/**
 * A file of named float32 arrays and a JSON document:
 *
 *     bytes 0–7     "RECKITA1"
 *     bytes 8–11    length n of the header, uint32, little-endian
 *     n bytes       header, JSON: { byteOrder, arrays: [{ name, length }], document }
 *     …             the values of the arrays, in the order of the header
 *     32 bytes      SHA-256 of all bytes before
 */
export interface ArrayFile {
  readonly document: unknown;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

export const MAGIC = Buffer.from('RECKITA1');
export const DIGEST_BYTES = 32;
/** Read, written and hashed at a time. */
export const CHUNK_BYTES = 1 << 24;
export const headerSchema = z.object({
  byteOrder: z.enum(['LE', 'BE']),
  arrays: z.array(z.object({ name: z.string(), length: z.number().int().min(0) })),
  document: z.unknown(),
});
export type Header = z.infer<typeof headerSchema>;

/** The bytes of an array, not copied. */
export function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
