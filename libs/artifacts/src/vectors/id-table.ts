const LEAST_SLOTS = 1_024;
const LEAST_BYTES = 16_384;
/** FNV-1a, and the last step of MurmurHash3, which spreads what texts differ in over all bits. */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Ids by their rows and rows by their ids, as bytes: a million texts would be a million objects for the collector of
 * garbage to walk through.
 */
export class IdTable {
  #bytes: Buffer;
  /** Where the id of each row begins, and the last one ends. */
  #offsets: Uint32Array;
  #count: number;
  /** Open addressing: 1 + the row that lies in a slot, 0 for none; at most half of them are taken. Null until it is needed. */
  #slots: Int32Array | null;

  /**
   * @param bytes - the ids as UTF-8, one behind the other
   * @param offsets - where each begins, and the last one ends
   * @param slots - those of another table of the same ids
   */
  constructor(
    bytes: Buffer = Buffer.alloc(0),
    offsets: Uint32Array = new Uint32Array(1),
    slots: Int32Array | null = null,
  ) {
    this.#slots = slots;
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#count = offsets.length - 1;
  }

  get count(): number {
    return this.#count;
  }

  /** All ids as UTF-8, one behind the other. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#offsets[this.#count]);
  }

  /** Where each id begins in `bytes`, and the last one ends. */
  get offsets(): Uint32Array {
    return this.#offsets.subarray(0, this.#count + 1);
  }

  /** What tells the row of an id: finding it for a million ids takes a good part of a second. */
  get slots(): Int32Array {
    return this.#slotsFor(this.#count);
  }

  /** The id of a row. */
  at(row: number): string {
    return this.#bytes.toString('utf8', this.#offsets[row], this.#offsets[row + 1]);
  }

  /** The row of an id; -1 where none has it. */
  rowOf(id: string): number {
    const bytes = Buffer.from(id);
    return this.#rowAt(this.#slotOf(bytes, 0, bytes.length));
  }

  /** Takes one more id, for the next row; returns the row that has it already, or -1. */
  add(id: string): number {
    const start = this.#offsets[this.#count];
    const length = Buffer.byteLength(id);
    this.#makeRoom(start + length);
    this.#bytes.write(id, start);
    return this.#put(start, start + length);
  }

  /** Two rows that have the same id, the earlier one first; null where there are none. */
  findDuplicate(): readonly [number, number] | null {
    const { offsets, bytes } = this;
    const seen = new IdTable(bytes, offsets);
    seen.#slots = new Int32Array(slotsFor(this.#count));
    seen.#count = 0;
    for (let row = 0; row < this.#count; row++) {
      const earlier = seen.#put(offsets[row], offsets[row + 1]);
      if (earlier >= 0) return [earlier, row];
    }
    this.#slots = seen.#slots;
    return null;
  }

  #put(start: number, end: number): number {
    const slots = this.#slotsFor(this.#count + 1);
    const slot = this.#slotOf(this.#bytes, start, end);
    const earlier = this.#rowAt(slot);
    if (earlier >= 0) return earlier;
    this.#count++;
    this.#offsets[this.#count] = end;
    slots[slot] = this.#count;
    return -1;
  }

  #rowAt(slot: number): number {
    return this.#slotsFor(this.#count)[slot] - 1;
  }

  /** The slot that has the id in these bytes, or else the empty one where it belongs. */
  #slotOf(bytes: Buffer, start: number, end: number): number {
    const slots = this.#slotsFor(this.#count);
    const mask = slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    while (slots[slot] !== 0 && !this.#has(slots[slot] - 1, bytes, start, end)) slot = (slot + 1) & mask;
    return slot;
  }

  #has(row: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#offsets[row];
    if (this.#offsets[row + 1] - from !== end - start) return false;
    for (let i = start; i < end; i++) if (this.#bytes[from + i - start] !== bytes[i]) return false;
    return true;
  }

  /** The slots, with room for so many ids. */
  #slotsFor(count: number): Int32Array {
    const known = this.#slots;
    if (known && known.length >= 2 * count) return known;
    const slots = new Int32Array(slotsFor(count));
    this.#slots = slots;
    for (let row = 0; row < this.#count; row++) {
      slots[this.#slotOf(this.#bytes, this.#offsets[row], this.#offsets[row + 1])] = row + 1;
    }
    return slots;
  }

  #makeRoom(byteLength: number): void {
    if (this.#bytes.length < byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, 2 * this.#bytes.length, byteLength));
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    if (this.#offsets.length < this.#count + 2) {
      const larger = new Uint32Array(2 * this.#offsets.length + LEAST_SLOTS);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
  }
}

/** How many slots so many ids need: a power of two, since a slot is found by bits of a hash. */
function slotsFor(count: number): number {
  let length = LEAST_SLOTS;
  while (length < 2 * count) length *= 2;
  return length;
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = FNV_BASIS;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
