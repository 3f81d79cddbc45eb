const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const FIRST_NON_ASCII = 0x80;
const SCRATCH_BYTES = 256;

const scratch = new Uint8Array(SCRATCH_BYTES);

/**
 * MurmurHash3_x86_32 of the UTF-8 bytes of a text (Austin Appleby, 2011), an unsigned 32-bit integer. Half of a
 * surrogate pair counts as U+FFFD.
 */
export function murmur3(text: string, seed = 0): number {
  if (text.length <= SCRATCH_BYTES && copyAscii(text)) return murmur3Bytes(scratch, text.length, seed);
  const bytes = Buffer.from(text, 'utf8');
  return murmur3Bytes(bytes, bytes.length, seed);
}

/** Copies a text into the scratch bytes, which for short ones costs less than an encoder; false if it is not ASCII. */
function copyAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= FIRST_NON_ASCII) return false;
    scratch[i] = code;
  }
  return true;
}

function murmur3Bytes(bytes: Uint8Array, length: number, seed: number): number {
  let hash = seed;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    hash ^= mixed(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let j = length - 1; j >= i; j--) tail = (tail << 8) | bytes[j];
  if (i < length) hash ^= mixed(tail);
  hash ^= length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixed(block: number): number {
  const product = Math.imul(block, C1);
  return Math.imul((product << 15) | (product >>> 17), C2);
}
