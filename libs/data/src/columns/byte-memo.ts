import type { TextCells } from './text-cells';
import { withRoom } from './with-room';

/** A slot of the table: hash, start of the key in `#keys`, its length + 1 (0 in a free slot), number. */
const SLOT_WORDS = 4;

/**
 * Remembers a number for each byte string: a hash table with linear probing. All that a look-up needs lies in one slot
 * and one key, since with tables of many columns in turn, the time goes into waiting for memory.
 */
export class ByteMemo {
  /** At most half of the slots are taken; their number is a power of two. */
  #slots = new Int32Array(1024 * SLOT_WORDS);
  #keys = new Uint8Array(4096);
  #hashes = new Int32Array(2048);
  #keyBytes = 0;
  #size = 0;

  /** @param compute gives the number of a new byte string, as a 32-bit integer; called once for each */
  constructor(readonly compute: (bytes: Uint8Array, start: number, end: number) => number) {}

  /** The number of `bytes` from `start` up to `end`. */
  get(bytes: Uint8Array, start: number, end: number): number {
    return this.#find(bytes, start, end, hashOf(bytes, start, end));
  }

  /** Stores the numbers of many byte strings from `numbers[offset]` on. */
  getAll({ count, bytes, starts, ends }: TextCells, numbers: Int32Array, offset: number): void {
    this.#hashes = withRoom(this.#hashes, count, length => new Int32Array(length));
    const hashes = this.#hashes;
    for (let i = 0; i < count; i++) hashes[i] = hashOf(bytes, starts[i], ends[i]);
    this.#touch(hashes, count, numbers, offset);
    for (let i = 0; i < count; i++) {
      numbers[offset + i] = this.#find(bytes, starts[i], ends[i], hashes[i]);
    }
  }

  /**
   * Brings the slots and keys of many hashes into the cache. A look-up waits for its slot and then for its key; a loop
   * as short as this has many of them on the way at once, which makes the whole half as fast again. What is read is
   * stored, to be overwritten, so that no compiler leaves it out.
   */
  #touch(hashes: Int32Array, count: number, numbers: Int32Array, offset: number): void {
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    for (let i = 0; i < count; i++) {
      numbers[offset + i] = keys[slots[(Math.imul(hashes[i], SLOT_WORDS) & mask) + 1]];
    }
  }

  #find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = Math.imul(hash, SLOT_WORDS) & mask;
    while (slots[slot + 2] !== 0) {
      if (slots[slot] === hash && slots[slot + 2] === end - start + 1) {
        if (equals(this.#keys, slots[slot + 1], bytes, start, end)) return slots[slot + 3];
      }
      slot = (slot + SLOT_WORDS) & mask;
    }
    const number = this.compute(bytes, start, end);
    this.#add(bytes.subarray(start, end), hash, slot, number);
    return number;
  }

  #add(key: Uint8Array, hash: number, slot: number, number: number): void {
    this.#keys = withRoom(this.#keys, this.#keyBytes + key.length, length => new Uint8Array(length));
    this.#keys.set(key, this.#keyBytes);
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = this.#keyBytes;
    this.#slots[slot + 2] = key.length + 1;
    this.#slots[slot + 3] = number;
    this.#keyBytes += key.length;
    this.#size++;
    if (this.#size * SLOT_WORDS * 2 > this.#slots.length) this.#widen();
  }

  #widen(): void {
    const narrow = this.#slots;
    const wide = new Int32Array(narrow.length * 2);
    const mask = wide.length - 1;
    for (let from = 0; from < narrow.length; from += SLOT_WORDS) {
      if (narrow[from + 2] === 0) continue;
      let slot = Math.imul(narrow[from], SLOT_WORDS) & mask;
      while (wide[slot + 2] !== 0) slot = (slot + SLOT_WORDS) & mask;
      for (let word = 0; word < SLOT_WORDS; word++) wide[slot + word] = narrow[from + word];
    }
    this.#slots = wide;
  }
}

function equals(keys: Uint8Array, keyStart: number, bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start, j = keyStart; i < end; i++, j++) {
    if (bytes[i] !== keys[j]) return false;
  }
  return true;
}

/** FNV-1a, its bits mixed once more at the end, since the low ones choose the slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  return hash ^ (hash >>> 15);
}
