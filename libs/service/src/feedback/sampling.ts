const HASHES = 2 ** 32;
/** Another hash than the one that shares out traffic: of a label's requests the same part is taken as of all. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Tells which requests are logged: by the ids that clients gave them, so that all replicas, and models in a row, take the
 * same ones; and by chance where there is none.
 */
export class Sampling {
  readonly #share: number;

  /** @param percent - of the requests */
  constructor(percent: number) {
    this.#share = percent / 100;
  }

  /** @param givenId - by the client; null for none */
  takes(givenId: string | null): boolean {
    return (givenId === null ? Math.random() : hashOf(givenId) / HASHES) < this.#share;
  }
}

/**
 * FNV-1a of pairs of characters, whose bits are mixed as MurmurHash3 does at its end, an unsigned 32-bit integer: every
 * request is asked, so it is to take little time, and each step waits for the one before it.
 */
function hashOf(text: string): number {
  const { length } = text;
  let hash = FNV_OFFSET;
  let i = 0;
  for (; i + 1 < length; i += 2) {
    hash = Math.imul(hash ^ text.charCodeAt(i) ^ (text.charCodeAt(i + 1) << 8), FNV_PRIME);
  }
  if (i < length) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
