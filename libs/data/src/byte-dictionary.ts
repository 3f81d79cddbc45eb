import { withRoom } from './with-room';

/** Numbers distinct byte strings 0, 1, 2 … in order of first appearance: a hash table with linear probing. */
export class ByteDictionary {
  /** Code + 1 of the entry; 0 where there is none. At most half of the slots are taken. */
  #slots = new Int32Array(1024);
  #hashes = new Int32Array(512);
  /** Where each entry ends in `#bytes`; it starts where the one before ends. */
  #ends = new Float64Array(512);
  #bytes = new Uint8Array(4096);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The code of `bytes` from `start` up to `end`, which is `size` as it was before if they are new. */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = this.#slots[slot] - 1;
      if (code < 0) break;
      if (this.#hashes[code] === hash && this.#equals(code, bytes, start, end)) return code;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#size + 1;
    return this.#add(bytes, start, end, hash);
  }

  #equals(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = code === 0 ? 0 : this.#ends[code - 1];
    if (this.#ends[code] - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) {
      if (bytes[i] !== this.#bytes[j]) return false;
    }
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const code = this.#size++;
    const from = code === 0 ? 0 : this.#ends[code - 1];
    this.#hashes = withRoom(this.#hashes, this.#size, length => new Int32Array(length));
    this.#ends = withRoom(this.#ends, this.#size, length => new Float64Array(length));
    this.#bytes = withRoom(this.#bytes, from + end - start, length => new Uint8Array(length));
    this.#hashes[code] = hash;
    this.#ends[code] = from + end - start;
    this.#bytes.set(bytes.subarray(start, end), from);
    if (this.#size * 2 > this.#slots.length) this.#widen();
    return code;
  }

  #widen(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.#size; code++) {
      let slot = this.#hashes[code] & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}

/** FNV-1a, its bits mixed once more at the end, since the low ones choose the slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  return hash ^ (hash >>> 15);
}
