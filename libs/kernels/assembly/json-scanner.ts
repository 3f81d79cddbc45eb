// Reads numbers from the bytes of JSON: rows, as many as look like the one before, that is objects with the same keys
// in the same order, or arrays; and lists of numbers. It stops at the first thing that is anything else, or not whole.
//
// The caller writes the keys, the slots and the body into the memory, and reads the numbers there.
import { isExact, isSettled, number, readNumber } from './json-number';

const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;
const BACKSLASH: u32 = 0x5c;
const CLOSE_BRACKET: u32 = 0x5d;
const OPEN_BRACE: u32 = 0x7b;
const CLOSE_BRACE: u32 = 0x7d;
const SPACE: u32 = 0x20;
const FIRST_NON_ASCII: u32 = 0x80;

// The words of JSON as little-endian numbers.
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const LOWER_F: u32 = 0x66;

/** Slot of a key that no feature has. */
const NO_FEATURE: i32 = -1;
/** Set in a slot whose numbers are rounded to float32 before anything else, so that the nearest double need not be known. */
const ROUNDS_FIRST: i32 = 1 << 30;
const COLUMN: i32 = ROUNDS_FIRST - 1;

export const MOST_KEYS: i32 = 512;
export const KEY_BYTES: i32 = 16_384;
export const BODY_BYTES: i32 = 65_536;
export const NUMBERS: i32 = 32_768;
/** Loads of eight bytes may go beyond the end. */
const PADDING: i32 = 64;

const KEYS_AT: usize = memory.data(KEY_BYTES + PADDING, 16);
const KEY_ENDS_AT: usize = memory.data(MOST_KEYS * 4, 16);
const SLOTS_AT: usize = memory.data(MOST_KEYS * 4, 16);
const BODY_AT: usize = memory.data(BODY_BYTES + PADDING, 16);
const NUMBERS_AT: usize = memory.data(NUMBERS * 8, 16);

/** Where the texts of the keys lie, each with its closing quote. */
export function keysAt(): usize {
  return KEYS_AT;
}
/** Where each key ends, counted from the first: int32. */
export function keyEndsAt(): usize {
  return KEY_ENDS_AT;
}
/** Into which column the number of each key goes: int32. */
export function slotsAt(): usize {
  return SLOTS_AT;
}
/** Where the bytes of JSON lie. */
export function bodyAt(): usize {
  return BODY_AT;
}
/** Where the numbers are written: float64, row-major [rows, columns]. */
export function numbersAt(): usize {
  return NUMBERS_AT;
}

let stoppedAt: i32 = 0;
/** Where in the body the last row or number ends that was read. */
export function stopped(): i32 {
  return stoppedAt;
}

function pastSpace(from: usize): usize {
  let at = from;
  if (load<u8>(at) > SPACE) return at;
  let byte: u32 = load<u8>(at);
  while (byte == SPACE || byte == 0x0a || byte == 0x0d || byte == 0x09) byte = load<u8>(++at);
  return at;
}

function isKey(at: usize, key: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(at + i) != load<u64>(key + i)) return false;
  const rest = (length - i) << 3;
  return rest == 0 || (load<u64>(at + i) ^ load<u64>(key + i)) << (64 - rest) == 0;
}

/** Goes past a value that no feature has; 0 if it is no scalar or no plain one. */
function pastScalar(from: usize): usize {
  const byte: u32 = load<u8>(from);
  if (byte == QUOTE) {
    let at = from + 1;
    for (;;) {
      const character: u32 = load<u8>(at++);
      if (character == QUOTE) return at;
      if (character == BACKSLASH || character < SPACE || character >= FIRST_NON_ASCII) return 0;
    }
  }
  const word = load<u32>(from);
  if (word == NULL || word == TRUE) return from + 4;
  if (byte == LOWER_F && load<u32>(from + 1) == ALSE) return from + 5;
  return readNumber(from, true);
}

/** Reads the number at `from`, in quotes or not, or null, which is written as NaN; 0 for anything else. */
function storeCell(from: usize, target: usize, slot: i32): usize {
  const roundsFirst = (slot & ROUNDS_FIRST) != 0;
  let at = readNumber(from, roundsFirst);
  if (at == 0) {
    if (load<u8>(from) == QUOTE) {
      at = readNumber(from + 1, roundsFirst);
      if (at == 0 || load<u8>(at) != QUOTE) return 0;
      at++;
    } else {
      if (load<u32>(from) != NULL) return 0;
      store<f64>(target, NaN);
      return from + 4;
    }
  }
  if (!isExact && (!roundsFirst || !isSettled(number))) return 0;
  store<f64>(target, number);
  return at;
}

function pastObject(from: usize, keyCount: i32, target: usize): usize {
  let at = from + 1;
  let key: usize = 0;
  for (let i = 0; i < keyCount; i++) {
    at = pastSpace(at);
    if (load<u8>(at) != QUOTE) return 0;
    const end: usize = load<u32>(KEY_ENDS_AT + ((<usize>i) << 2));
    const length = end - key;
    if (!isKey(++at, KEYS_AT + key, length)) return 0;
    key = end;
    at = pastSpace(at + length);
    if (load<u8>(at) != COLON) return 0;
    at = pastSpace(at + 1);
    const slot = load<i32>(SLOTS_AT + ((<usize>i) << 2));
    at = slot == NO_FEATURE ? pastScalar(at) : storeCell(at, target + ((<usize>(slot & COLUMN)) << 3), slot);
    if (at == 0) return 0;
    at = pastSpace(at);
    if (load<u8>(at) != (i + 1 < keyCount ? COMMA : CLOSE_BRACE)) return 0;
    at++;
  }
  return at;
}

function pastArray(from: usize, count: i32, target: usize): usize {
  let at = from + 1;
  for (let i = 0; i < count; i++) {
    at = pastSpace(at);
    const slot = load<i32>(SLOTS_AT + ((<usize>i) << 2));
    at = storeCell(at, target + ((<usize>(slot & COLUMN)) << 3), slot);
    if (at == 0) return 0;
    at = pastSpace(at);
    if (load<u8>(at) != (i + 1 < count ? COMMA : CLOSE_BRACKET)) return 0;
    at++;
  }
  return at;
}

/**
 * Reads rows with commas between them from `start` on.
 *
 * @param end - where the body ends; the caller writes zeros there
 * @param maxRows - so many at most; they fit into the numbers
 * @param first - the byte that a row begins with: rows are objects or arrays
 * @param keyCount - keys of an object, or values of an array
 * @param columns - numbers of a row
 * @returns how many rows were read
 */
export function scanRows(start: i32, end: i32, maxRows: i32, first: u32, keyCount: i32, columns: i32): i32 {
  const limit = BODY_AT + end;
  const rowBytes = (<usize>columns) << 3;
  let at = BODY_AT + start;
  let target = NUMBERS_AT;
  stoppedAt = start;
  for (let row = 0; row < maxRows; row++, target += rowBytes) {
    at = pastSpace(at);
    if (load<u8>(at) != first) return row;
    at = first == OPEN_BRACE ? pastObject(at, keyCount, target) : pastArray(at, keyCount, target);
    if (at == 0 || at > limit) return row;
    stoppedAt = <i32>(at - BODY_AT);
    at = pastSpace(at);
    if (load<u8>(at) != COMMA) return row + 1;
    at++;
  }
  return maxRows;
}

/**
 * Reads numbers with commas between them from `start` on, each of which a comma or the end of the list follows.
 *
 * @param most - so many at most; they fit into the numbers
 * @param roundsFirst - whether it is enough that they are right in float32
 * @returns how many were read
 */
export function scanNumbers(start: i32, most: i32, roundsFirst: bool): i32 {
  let at = BODY_AT + start;
  let target = NUMBERS_AT;
  stoppedAt = start;
  for (let count = 0; count < most; count++, target += 8) {
    at = readNumber(pastSpace(at), roundsFirst);
    if (at == 0 || (!isExact && (!roundsFirst || !isSettled(number)))) return count;
    const end = at;
    at = pastSpace(at);
    const byte: u32 = load<u8>(at++);
    if (byte != COMMA && byte != CLOSE_BRACKET) return count;
    store<f64>(target, number);
    stoppedAt = <i32>(end - BODY_AT);
    if (byte == CLOSE_BRACKET) return count + 1;
  }
  return most;
}

/**
 * Goes past numbers with commas between them from `start` on, each of which a comma or the end of the list follows.
 *
 * @returns whether there was one; `stopped` tells where the last one ends
 */
export function passNumbers(start: i32): bool {
  let at = BODY_AT + start;
  stoppedAt = start;
  for (;;) {
    at = readNumber(pastSpace(at), true);
    if (at == 0) break;
    const end = at;
    at = pastSpace(at);
    const byte: u32 = load<u8>(at++);
    if (byte != COMMA && byte != CLOSE_BRACKET) break;
    stoppedAt = <i32>(end - BODY_AT);
    if (byte == CLOSE_BRACKET) break;
  }
  return stoppedAt > start;
}
