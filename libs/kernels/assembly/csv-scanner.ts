// Reads the cells of separated text that is plain: no quotes, one kind of line end, as many cells in each line as the
// header has. Numbers become doubles, texts the places of their bytes; at the first line that is not plain it stops.
//
// Behind the text a caller leaves bytes that are zero, as many as are looked at in one step. Zero ends every search, and
// is no part of plain text.

import { isExact, number, readNumber } from './json-number';

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const QUOTE: u8 = 0x22;

/** What becomes of the cells of a column. */
export const PASSED: u32 = 0;
export const NUMBER: u32 = 1;
export const TEXT: u32 = 2;
/** Uint32s that say what becomes of a column: one of the above, and where in a slot its cells go. */
export const PLAN_WORDS: usize = 2;
/** Uint32s that say where an unread cell is: its row, its column, and where its text begins and ends. */
export const UNREAD_WORDS: usize = 4;

/** Why `scanLines` has returned: all is read, there is no room for further cells that are unread, a line is not plain. */
export const READ: i32 = 0;
export const FULL: i32 = 1;
export const NOT_PLAIN: i32 = 2;

const WORD_BYTES: usize = 4;
const STEP_BYTES: usize = 16;
const NO_NUMBER: f64 = NaN;
/** Digits of a text that is told to be a whole number. */
const MOST_DIGITS: usize = 7;
const ZERO: u32 = 0x30;
const NINE: u32 = 9;

let plan: usize = 0;
let columnCount: u32 = 0;
let mostRows: u32 = 0;
let separator: u32 = 0;
let endsInCr: bool = false;
let unread: usize = 0;
let mostUnread: u32 = 0;

let separators: v128 = i8x16.splat(0);
const LFS: v128 = i8x16.splat(<i8>LF);
const CRS: v128 = i8x16.splat(<i8>CR);
const QUOTES: v128 = i8x16.splat(QUOTE);
const ZEROS: v128 = i8x16.splat(0);

let why: i32 = READ;
let position: usize = 0;
let unreadCount: u32 = 0;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 63) & ~63;
}

/** Why `scanLines` has returned. */
export function reason(): i32 {
  return why;
}

/** Where the line begins that comes next. */
export function stoppedAt(): usize {
  return position;
}

/** How many cells of rows that are read are neither empty nor a number that is read here. */
export function unreadCells(): u32 {
  return unreadCount;
}

/**
 * Says what the text is like, and what becomes of it.
 *
 * @param planAt - for each column of the text `PLAN_WORDS` words
 * @param rows - how many a slot has room for
 * @param unreadAt - room for `unreadRoom` cells, `UNREAD_WORDS` words each, of which there are at least as many as columns
 */
export function describe(
  planAt: usize,
  columns: u32,
  rows: u32,
  separatorByte: u32,
  linesEndInCr: bool,
  unreadAt: usize,
  unreadRoom: u32,
): void {
  plan = planAt;
  columnCount = columns;
  mostRows = rows;
  separator = separatorByte;
  separators = i8x16.splat(<i8>separatorByte);
  endsInCr = linesEndInCr;
  unread = unreadAt;
  mostUnread = unreadRoom;
}

/** The whole number that bytes write in few digits and without a zero too many; -1 if they write none. */
function wholeNumber(start: usize, end: usize): i32 {
  const digits = end - start;
  if (digits - 1 >= MOST_DIGITS) return -1;
  let value = <u32>load<u8>(start) - ZERO;
  if (value > NINE || (value == 0 && digits > 1)) return -1;
  for (let at = start + 1; at < end; at++) {
    const digit = <u32>load<u8>(at) - ZERO;
    if (digit > NINE) return -1;
    value = value * 10 + digit;
  }
  return <i32>value;
}

/** Where the first byte lies that can end a cell: a separator, a line end, a quote or zero. */
function endOfCell(start: usize): usize {
  let at = start;
  let ends = endsIn(at);
  while (ends == 0) {
    at += STEP_BYTES;
    ends = endsIn(at);
  }
  return at + <usize>ctz(ends);
}

/** Which of the bytes from `at` on can end a cell, one bit each. */
function endsIn(at: usize): i32 {
  const bytes = v128.load(at);
  const lines = v128.or(i8x16.eq(bytes, LFS), i8x16.eq(bytes, CRS));
  const others = v128.or(i8x16.eq(bytes, QUOTES), i8x16.eq(bytes, ZEROS));
  return i8x16.bitmask(v128.or(v128.or(lines, others), i8x16.eq(bytes, separators)));
}

/**
 * Reads lines into a slot, the first at `start`, up to the one that would begin at `last` or behind it.
 *
 * @param slot - where the cells go: float64 of the numbers; of the texts where they begin, then where they end, as
 *   uint32, and then which whole number they write, as int32, -1 for another text; each for as many rows as `describe` was told
 * @param firstRow - the row of the slot that is read first
 * @returns the rows that the slot has; `reason`, `stoppedAt` and `unreadCells` say the rest
 */
export function scanLines(start: usize, last: usize, slot: usize, firstRow: u32): u32 {
  const lineEnd = endsInCr ? CR : LF;
  const lineEndBytes: usize = endsInCr ? 2 : 1;
  const finalColumn = columnCount - 1;
  const mostUnreadBefore = mostUnread - columnCount;
  let at = start;
  let row = firstRow;
  unreadCount = 0;
  why = READ;
  position = at;
  while (position < last) {
    if (unreadCount > mostUnreadBefore) {
      why = FULL;
      return row;
    }
    const unreadBefore = unreadCount;
    at = position;
    const first = <u32>load<u8>(at);
    // Blank lines are no rows, unless a blank cell is all that a row has.
    if (first == lineEnd && columnCount > 1) {
      if (endsInCr && load<u8>(at + 1) != LF) return notPlain(row, unreadBefore);
      position = at + lineEndBytes;
      continue;
    }
    if (row == mostRows || (first == lineEnd && columnCount == 1)) return notPlain(row, unreadBefore);
    let entry = plan;
    for (let column: u32 = 0; column < columnCount; column++, entry += PLAN_WORDS * WORD_BYTES) {
      const closes = column == finalColumn ? lineEnd : separator;
      const kind = load<u32>(entry);
      const cell = at;
      if (kind == NUMBER) {
        let value: f64 = NO_NUMBER;
        at = readNumber(cell, false);
        if (at != 0 && isExact && <u32>load<u8>(at) == closes) {
          value = number;
        } else {
          at = endOfCell(cell);
          if (at != cell) note(row, column, cell, at);
        }
        store<f64>(slot + <usize>load<u32>(entry, WORD_BYTES) + ((<usize>row) << 3), value);
      } else {
        at = endOfCell(cell);
        if (kind == TEXT) {
          const starts = slot + <usize>load<u32>(entry, WORD_BYTES) + ((<usize>row) << 2);
          store<u32>(starts, <u32>cell);
          store<u32>(starts + ((<usize>mostRows) << 2), <u32>at);
          store<i32>(starts + ((<usize>mostRows) << 3), wholeNumber(cell, at));
        }
      }
      if (<u32>load<u8>(at) != closes) return notPlain(row, unreadBefore);
      at++;
    }
    if (endsInCr) {
      if (load<u8>(at) != LF) return notPlain(row, unreadBefore);
      at++;
    }
    position = at;
    row++;
  }
  return row;
}

function note(row: u32, column: u32, start: usize, end: usize): void {
  const at = unread + <usize>unreadCount * UNREAD_WORDS * WORD_BYTES;
  store<u32>(at, row);
  store<u32>(at, column, 4);
  store<u32>(at, <u32>start, 8);
  store<u32>(at, <u32>end, 12);
  unreadCount++;
}

/** The row that was begun, and the cells noted in it, are not there. */
function notPlain(row: u32, unreadBefore: u32): u32 {
  why = NOT_PLAIN;
  unreadCount = unreadBefore;
  return row;
}
