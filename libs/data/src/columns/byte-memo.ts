import type { TextCells } from './text-cells';
import { withRoom } from './with-room';

/**
 * A slot of the table: of a key of up to `SHORT_BYTES` its bytes in two words, of a longer one its hash and where it
 * starts in `#keys`; then its length + 1 (0 in a free slot), and its number.
 */
const SLOT_WORDS = 4;
/** Most ids are no longer, and then a look-up needs nothing but the slot. */
const SHORT_BYTES = 8;
/** Numbers up to so many times the byte strings known, so that the list of them stays small beside the table. */
const SPARSEST = 16;

/**
 * Remembers a number for each byte string: a hash table with linear probing. All that a look-up needs lies in one slot
 * and one key, since with tables of many columns in turn, the time goes into waiting for memory. Ids that count from 1,
 * as many do, need no table: what is remembered for them stands in a list at the place that they name.
 */
export class ByteMemo {
  /** At most half of the slots are taken; their number is a power of two. */
  #slots = new Int32Array(1024 * SLOT_WORDS);
  #keys = new Uint8Array(4096);
  /** Of whole numbers as they are written the number that is remembered + 1; 0 where the table has to tell. */
  #byValue = new Int32Array(1024);
  /** Those of many byte strings that the table has to tell of, and what their hashes are. */
  #asked = new Int32Array(2048);
  #hashes = new Int32Array(2048);
  #keyBytes = 0;
  #size = 0;

  /**
   * @param compute - gives the number of a new byte string, as a 32-bit integer; called once for each. `whole` is the
   *   whole number that the bytes are known to write, or -1
   */
  constructor(readonly compute: (bytes: Uint8Array, start: number, end: number, whole: number) => number) {}

  /** The number of `bytes` from `start` up to `end`. */
  get(bytes: Uint8Array, start: number, end: number): number {
    return this.#find(bytes, start, end, hashOfAny(bytes, start, end), -1);
  }

  /** Stores the numbers of many byte strings from `numbers[offset]` on. */
  getAll({ count, bytes, starts, ends, wholes }: TextCells, numbers: Int32Array, offset: number): void {
    this.#asked = withRoom(this.#asked, count, length => new Int32Array(length));
    this.#hashes = withRoom(this.#hashes, count, length => new Int32Array(length));
    const asked = this.#asked;
    const hashes = this.#hashes;
    const byValue = this.#byValue;
    let askedCount = 0;
    for (let i = 0; i < count; i++) {
      const whole = wholes === undefined ? -1 : wholes[i];
      const known = whole >= 0 && whole < byValue.length ? byValue[whole] : 0;
      if (known !== 0) numbers[offset + i] = known - 1;
      else {
        hashes[askedCount] = hashOfAny(bytes, starts[i], ends[i]);
        asked[askedCount++] = i;
      }
    }
    this.#touch(askedCount, numbers, offset);
    for (let j = 0; j < askedCount; j++) {
      const i = asked[j];
      const whole = wholes === undefined ? -1 : wholes[i];
      const number = this.#find(bytes, starts[i], ends[i], hashes[j], whole);
      numbers[offset + i] = number;
      this.#list(whole, number);
    }
  }

  /**
   * Brings the slots and keys of the hashes into the cache. A look-up waits for its slot and then for its key; a loop
   * as short as this has many of them on the way at once, which makes the whole half as fast again. What is read is
   * stored, to be overwritten, so that no compiler leaves it out.
   */
  #touch(count: number, numbers: Int32Array, offset: number): void {
    const asked = this.#asked;
    const hashes = this.#hashes;
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    for (let j = 0; j < count; j++) {
      const slot = Math.imul(hashes[j], SLOT_WORDS) & mask;
      numbers[offset + asked[j]] = slots[slot + 2] > SHORT_BYTES + 1 ? keys[slots[slot + 1]] : 0;
    }
  }

  /** Lists what is remembered for a whole number, where such numbers lie close together. */
  #list(whole: number, number: number): void {
    if (whole < 0 || number < 0) return;
    if (whole >= this.#byValue.length) {
      if (whole >= this.#size * SPARSEST) return;
      this.#byValue = withRoom(this.#byValue, whole + 1, length => new Int32Array(length));
    }
    this.#byValue[whole] = number + 1;
  }

  #find(bytes: Uint8Array, start: number, end: number, hash: number, whole: number): number {
    const length = end - start;
    if (length > SHORT_BYTES) return this.#findLong(bytes, start, end, hash, whole);
    const low = wordOf(bytes, start, Math.min(end, start + 4));
    return this.#findShort(
      bytes,
      start,
      end,
      low,
      length > 4 ? wordOf(bytes, start + 4, end) : 0,
      hash,
      whole,
    );
  }

  #findShort(
    bytes: Uint8Array,
    start: number,
    end: number,
    low: number,
    high: number,
    hash: number,
    whole: number,
  ): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const mark = end - start + 1;
    let slot = Math.imul(hash, SLOT_WORDS) & mask;
    for (let taken = slots[slot + 2]; taken !== 0; taken = slots[slot + 2]) {
      if (taken === mark && slots[slot] === low && slots[slot + 1] === high) return slots[slot + 3];
      slot = (slot + SLOT_WORDS) & mask;
    }
    const number = this.compute(bytes, start, end, whole);
    this.#add(hash, low, high, mark, number);
    return number;
  }

  #findLong(bytes: Uint8Array, start: number, end: number, hash: number, whole: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const mark = end - start + 1;
    let slot = Math.imul(hash, SLOT_WORDS) & mask;
    for (let taken = slots[slot + 2]; taken !== 0; taken = slots[slot + 2]) {
      if (taken === mark && slots[slot] === hash && equals(this.#keys, slots[slot + 1], bytes, start, end))
        return slots[slot + 3];
      slot = (slot + SLOT_WORDS) & mask;
    }
    const number = this.compute(bytes, start, end, whole);
    const keyStart = this.#keyBytes;
    this.#keyBytes += end - start;
    this.#keys = withRoom(this.#keys, this.#keyBytes, length => new Uint8Array(length));
    this.#keys.set(bytes.subarray(start, end), keyStart);
    this.#add(hash, hash, keyStart, mark, number);
    return number;
  }

  /** Looks for a free slot anew, since what was computed may have been remembered with other keys. */
  #add(hash: number, first: number, second: number, mark: number, number: number): void {
    const slot = freeSlot(this.#slots, hash);
    this.#slots[slot] = first;
    this.#slots[slot + 1] = second;
    this.#slots[slot + 2] = mark;
    this.#slots[slot + 3] = number;
    this.#size++;
    if (this.#size * SLOT_WORDS * 2 > this.#slots.length) this.#widen();
  }

  #widen(): void {
    const narrow = this.#slots;
    const wide = new Int32Array(narrow.length * 2);
    for (let from = 0; from < narrow.length; from += SLOT_WORDS) {
      const mark = narrow[from + 2];
      if (mark === 0) continue;
      const isShort = mark <= SHORT_BYTES + 1;
      const slot = freeSlot(
        wide,
        isShort ? hashOfWords(narrow[from], narrow[from + 1], mark - 1) : narrow[from],
      );
      for (let word = 0; word < SLOT_WORDS; word++) wide[slot + word] = narrow[from + word];
    }
    this.#slots = wide;
  }
}

function freeSlot(slots: Int32Array, hash: number): number {
  const mask = slots.length - 1;
  let slot = Math.imul(hash, SLOT_WORDS) & mask;
  while (slots[slot + 2] !== 0) slot = (slot + SLOT_WORDS) & mask;
  return slot;
}

/** The hash by which bytes of any length are looked up. */
function hashOfAny(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > SHORT_BYTES) return hashOf(bytes, start, end);
  const low = wordOf(bytes, start, Math.min(end, start + 4));
  return hashOfWords(low, length > 4 ? wordOf(bytes, start + 4, end) : 0, length);
}

/** Up to four bytes as one word. */
function wordOf(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = end - 1; i >= start; i--) word = (word << 8) | bytes[i];
  return word;
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
  return mixed(hash);
}

function hashOfWords(low: number, high: number, length: number): number {
  return mixed(Math.imul(low ^ Math.imul(high ^ length, 0x85ebca6b), 0x9e3779b1));
}

function mixed(word: number): number {
  const hash = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  return hash ^ (hash >>> 15);
}
