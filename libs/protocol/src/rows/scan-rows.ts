import { isUtf8 } from 'node:buffer';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  JsonCursor,
  LONGEST_TEXT_BYTES,
  LOWER_N,
  MARGIN,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../json/json-cursor';
import { DEPTH_OF_MEMBERS, DEPTH_OF_VALUES, LONGEST_REQUEST_KEY } from '../json/json-outline';
import { MAX_KEYS, ValueSkipper } from '../json/skip-value';
import { SliceClock } from '../json/slice-clock';
import { featureOf, FeatureKeys, isShortName, UNKNOWN_KEY } from './feature-keys';
import { LastKeys } from './last-keys';
import { PlainRows } from './plain-rows';
import type { ReadRows, RowFeatures, ScannedCategory, ScannedNumber, ScannedSequence } from './row-features';
import { NO_EVENT, RowTable } from './row-table';

const NO_KEY = -2;

/** What `idOf` gives for a text that it does not know, and for one that says that there is no value. */
const UNKNOWN = -1;
const MISSING = -2;

/** A row is read in one go, so a longer one is left to the general decoder, which can pause anywhere. */
const LONGEST_ROW = 65_536;
/** Rows of many features may be longer: so many bytes for each value of the matrix. */
const LONGEST_VALUE = 64;
/** `"":0,` — in a row that is not longer there cannot be too many keys, so nobody needs to count them. */
const SHORTEST_MEMBER = 5;

/** Rows, or that the slice is over, or that the request is left to the general decoder. */
export type Scanned = ReadRows | 'paused' | 'left';

/**
 * Reads `{"<key>": [row, …]}` straight from the bytes of a request into model input. It takes less time than
 * JSON.parse, because it makes no object a row, and no memory beyond the matrix.
 *
 * It reads what clients send in practice and leaves everything else (repeated keys, several lists of rows, very long
 * rows, mistakes of all kinds) to the general decoder. What it returns is exactly what the general way gives. A
 * scanner serves one model and remembers the order in which keys came last; it reads one request at a time.
 */
export class RowScanner {
  private readonly cursor = new JsonCursor();
  private readonly skipper = new ValueSkipper(this.cursor);
  private readonly keys: FeatureKeys;
  private readonly columns: RowFeatures['columns'];
  private readonly width: number;
  private readonly longestRow: number;

  private readonly lastKeys = new LastKeys();
  private readonly plainRows: PlainRows;
  /** The row in which a feature was last seen, to find missing and repeated keys. */
  private readonly seenInRow: Int32Array;

  private listKeys: readonly string[] = [];
  private notedKey = '';
  private memberCount = 0;
  private maxRows = 0;
  private table: RowTable;
  private readonly noTable: RowTable;
  /** The values of the table, which change places when it grows. */
  private values: Float32Array;
  private rowCount = 0;
  private firstRowAt = 0;
  /** Where the value of the member stands that was to be noted; -1 if the request that was scanned has none. */
  notedAt = -1;
  /** Where the row that is being read is too long. */
  private rowLimit = 0;
  /** The events of the sequence that is being read. */
  private readonly texts: string[] = [];
  /** Their ids, the last event first. */
  private readonly ids: number[] = [];

  constructor(
    private readonly features: RowFeatures,
    private readonly clock: SliceClock = new SliceClock(),
  ) {
    this.keys = FeatureKeys.of(features);
    this.columns = features.columns;
    this.width = features.width;
    this.longestRow = Math.min(
      Math.max(LONGEST_ROW, features.width * LONGEST_VALUE),
      MAX_KEYS * SHORTEST_MEMBER,
    );
    this.noTable = new RowTable(features, 0);
    this.table = this.noTable;
    this.values = this.noTable.values;
    this.seenInRow = new Int32Array(features.columns.length);
    this.plainRows = new PlainRows(features, this.cursor, this.lastKeys);
  }

  /**
   * Begins to read a request; where it pauses, `resume` goes on.
   *
   * @param listKeys - the keys that may hold the rows; a request that has several of them is left
   * @param maxRows - a request with more rows is left
   * @param notedKey - the key of another member, whose place will be `notedAt`
   */
  scan(bytes: Buffer, listKeys: readonly string[], maxRows: number, notedKey = ''): Scanned {
    this.cursor.open(bytes);
    this.clock.restart();
    this.listKeys = listKeys;
    this.notedKey = notedKey;
    this.notedAt = -1;
    this.maxRows = maxRows;
    this.table = new RowTable(this.features, 1);
    this.rowCount = 0;
    this.memberCount = 0;
    this.seenInRow.fill(-1);
    if (!this.cursor.accept(OPEN_BRACE) || !this.findRows()) return this.leave();
    this.firstRowAt = this.cursor.at;
    return this.resume();
  }

  /** Reads on to the end, or for another slice. */
  resume(): Scanned {
    try {
      const isAtEnd = this.scanRows();
      if (isAtEnd === null) return 'paused';
      return isAtEnd ? this.finish() : this.leave();
    } catch {
      // A value that is not of the kind of its feature: the general decoder says which one, if it counts.
      return this.leave();
    }
  }

  /**
   * Gets ready for rows that are each a JSON text of its own in `bytes`; `scanText` writes them into the table.
   *
   * @param table - has room for all rows
   */
  openTexts(bytes: Buffer, table: RowTable): void {
    this.cursor.open(bytes);
    this.table = table;
    this.values = table.values;
    this.seenInRow.fill(-1);
  }

  /**
   * Reads the text from `start` up to `end` as a row; false if the request is left to the general decoder, which then
   * begins with a table of its own.
   */
  scanText(row: number, start: number, end: number): boolean {
    const { cursor } = this;
    cursor.at = start;
    cursor.skipSpace();
    this.rowLimit = Math.min(end, start + this.longestRow);
    try {
      // What began in this text may have ended in the next one.
      if (cursor.bytes[cursor.at] === OPEN_BRACKET || !this.scanRow(row) || cursor.at > end) return false;
    } catch {
      return false;
    }
    cursor.skipSpace();
    if (cursor.at < end) return false;
    if (!cursor.sawNonAscii) return true;
    cursor.sawNonAscii = false;
    return isUtf8(cursor.bytes.subarray(start, end));
  }

  private leave(): 'left' {
    // Keys are taken unseen the next time, and these may not be UTF-8.
    if (this.cursor.sawNonAscii) this.lastKeys.forget();
    this.forget();
    return 'left';
  }

  private finish(): Scanned {
    if (this.cursor.sawNonAscii && !this.cursor.isUtf8()) return this.leave();
    const rows = this.table.finish(this.rowCount);
    this.forget();
    return rows;
  }

  private forget(): void {
    this.cursor.close();
    this.table = this.noTable;
    this.values = this.noTable.values;
  }

  /** Goes to the first row; false if there is none in sight. */
  private findRows(): boolean {
    const { cursor } = this;
    do {
      const key = this.scanRequestKey();
      if (key === null) return false;
      if (this.listKeys.includes(key)) {
        this.table.path = key;
        return cursor.accept(OPEN_BRACKET);
      }
      if (!this.skipMember(key)) return false;
    } while (cursor.accept(COMMA));
    return false;
  }

  /** Goes past what follows the rows; false if that is not the end of the request. */
  private skipRest(): boolean {
    const { cursor } = this;
    while (cursor.accept(COMMA)) {
      const key = this.scanRequestKey();
      if (key === null || this.listKeys.includes(key)) return false;
      if (!this.skipMember(key)) return false;
    }
    return cursor.accept(CLOSE_BRACE) && cursor.isAtEnd();
  }

  /** Goes past the value of a member that holds no rows. */
  private skipMember(key: string): boolean {
    const { at } = this.cursor;
    if (key === this.notedKey && key !== '') this.notedAt = at;
    return this.skipValue(DEPTH_OF_MEMBERS, at + LONGEST_ROW);
  }

  /** Goes past a key of the request and its colon; null if there is none, or one too many. */
  private scanRequestKey(): string | null {
    const { cursor } = this;
    if (++this.memberCount > MAX_KEYS) return null;
    cursor.skipSpace();
    for (const key of this.listKeys) {
      if (cursor.acceptText(key)) return cursor.accept(COLON) ? key : null;
    }
    const start = cursor.at;
    if (!cursor.openText() || cursor.skipTextUntil(start + LONGEST_ROW) !== 'done') return null;
    const key = cursor.at - start > LONGEST_REQUEST_KEY ? '' : cursor.textFrom(start);
    return cursor.accept(COLON) ? key : null;
  }

  /** Whether all rows and what follows them could be read; null if the slice was over before. */
  private scanRows(): boolean | null {
    const { cursor, table, plainRows } = this;
    for (;;) {
      const start = cursor.at;
      if (this.rowCount === this.maxRows) return false;
      const plain = plainRows.scan(this.maxRows - this.rowCount);
      const count = Math.max(1, plain);
      const read = cursor.at - this.firstRowAt;
      if (!table.reserve(this.rowCount + count - 1, read, cursor.bytes.length - cursor.at, this.maxRows))
        return false;
      this.values = table.values;
      if (plain > 0) plainRows.write(table, this.rowCount, plain);
      else {
        this.rowLimit = start + this.longestRow;
        if (!this.scanRow(this.rowCount)) return false;
      }
      this.rowCount += count;
      if (!cursor.accept(COMMA)) return cursor.accept(CLOSE_BRACKET) && this.skipRest();
      if (this.clock.isOver(cursor.at - start + count * this.width)) return null;
    }
  }

  private scanRow(row: number): boolean {
    const { cursor } = this;
    cursor.skipSpace();
    switch (cursor.bytes[cursor.at]) {
      case OPEN_BRACE:
        return this.scanObject(row);
      case OPEN_BRACKET:
        return this.scanArray(row);
      case LOWER_N:
        this.table.fillRow(row);
        return cursor.skipLiteral();
      default:
        return false;
    }
  }

  private scanArray(row: number): boolean {
    const { cursor } = this;
    cursor.at++;
    for (let feature = 0; feature < this.columns.length; feature++) {
      if (feature > 0 && !cursor.accept(COMMA)) return false;
      cursor.skipSpace();
      if (!this.scanCell(row, feature)) return false;
    }
    return cursor.accept(CLOSE_BRACKET);
  }

  private scanObject(row: number): boolean {
    const { cursor } = this;
    cursor.at++;
    let found = 0;
    let position = 0;
    let isInGroup = false;
    let hasUnknown = false;
    if (cursor.accept(CLOSE_BRACE)) {
      this.table.fillRow(row);
      return true;
    }
    for (;;) {
      const meaning = this.scanKey(position++);
      if (meaning === NO_KEY || !cursor.accept(COLON)) return false;
      cursor.skipSpace();
      if (meaning >= 0 || isShortName(meaning)) {
        const feature = featureOf(meaning);
        if (this.seenInRow[feature] === row) return false;
        this.seenInRow[feature] = row;
        found++;
        if (!this.scanCell(row, feature)) return false;
      } else if (meaning === UNKNOWN_KEY || isInGroup) {
        if (!this.skipValue(DEPTH_OF_VALUES, this.rowLimit)) return false;
        hasUnknown = true;
      } else if (cursor.accept(OPEN_BRACE)) {
        isInGroup = !cursor.accept(CLOSE_BRACE);
        if (isInGroup) continue;
      } else if (cursor.bytes[cursor.at] !== LOWER_N || !cursor.skipLiteral()) {
        return false;
      }
      if (cursor.accept(COMMA)) continue;
      if (!isInGroup) break;
      if (!cursor.accept(CLOSE_BRACE)) return false;
      isInGroup = false;
      if (!cursor.accept(COMMA)) break;
    }
    if (found === 0 && hasUnknown) this.table.unknownRows++;
    if (found < this.columns.length) this.fillMissing(row);
    return cursor.accept(CLOSE_BRACE);
  }

  private fillMissing(row: number): void {
    for (let feature = 0; feature < this.columns.length; feature++) {
      if (this.seenInRow[feature] !== row) this.table.fillMissing(row, feature);
    }
  }

  private scanCell(row: number, feature: number): boolean {
    const column = this.columns[feature];
    switch (column.kind) {
      case 'numeric': {
        const scanned = this.cursor.scanNumber();
        if (scanned !== scanned) return this.scanNumberText(row, feature, column);
        this.storeNumber(row, feature, column, scanned);
        return true;
      }
      case 'coded':
        return this.scanOddValue(row, feature);
      case 'categorical':
        return this.scanCategory(row, feature, column);
      case 'sequence':
        return this.scanSequence(row, feature, column);
    }
  }

  /** Reads a number that stands in quotes. */
  private scanNumberText(row: number, feature: number, column: ScannedNumber): boolean {
    const { cursor } = this;
    const start = cursor.at;
    if (cursor.bytes[start] === QUOTE) {
      cursor.at++;
      const scanned = cursor.scanNumber();
      const isText = cursor.bytes[cursor.at] === QUOTE && cursor.at - start < LONGEST_TEXT_BYTES;
      if (scanned === scanned && isText) {
        this.storeNumber(row, feature, column, scanned);
        cursor.at++;
        return true;
      }
      cursor.at = start;
    }
    return this.scanOddValue(row, feature);
  }

  private scanCategory(row: number, feature: number, column: ScannedCategory): boolean {
    const text = this.cursor.scanPlainText();
    if (text === null) return this.scanOddValue(row, feature);
    const id = column.idOf(text);
    if (id === MISSING) this.table.fillMissing(row, feature);
    else this.values[row * this.width + column.start] = this.known(feature, column, id);
    return true;
  }

  private scanSequence(row: number, feature: number, column: ScannedSequence): boolean {
    const { cursor } = this;
    const start = cursor.at;
    if (cursor.bytes[start] !== OPEN_BRACKET) return this.scanOddValue(row, feature);
    cursor.at++;
    const { values } = this;
    const at = row * this.width + column.start;
    if (cursor.accept(CLOSE_BRACKET)) {
      values.fill(NO_EVENT, at, at + column.maxLength);
      return true;
    }
    const texts = this.texts;
    texts.length = 0;
    do {
      cursor.skipSpace();
      const text = cursor.scanPlainText();
      if (text === null) {
        cursor.at = start;
        return this.scanOddSequence(row, feature);
      }
      texts.push(text);
      if (cursor.at > this.rowLimit) return false;
    } while (cursor.accept(COMMA));
    const { ids } = this;
    ids.length = 0;
    for (let i = texts.length - 1; i >= 0 && ids.length < column.maxLength; i--) {
      const id = column.idOf(texts[i]);
      if (id !== MISSING) ids.push(id);
    }
    for (let i = 0; i < ids.length; i++)
      values[at + i] = this.known(feature, column, ids[ids.length - 1 - i]);
    values.fill(NO_EVENT, at + ids.length, at + column.maxLength);
    return cursor.accept(CLOSE_BRACKET);
  }

  /** The model input of what `idOf` gave for a value that is not missing. */
  private known(feature: number, { unknown }: ScannedCategory | ScannedSequence, id: number): number {
    if (id !== UNKNOWN) return id;
    this.table.addUnknown(feature);
    return unknown;
  }

  /** Reads a value that is not as plain as they mostly are: null, a text with escapes, a category that is no integer. */
  private scanOddValue(row: number, feature: number): boolean {
    const raw = this.cursor.scanScalar();
    if (raw === undefined) return false;
    this.features.encodeValue(raw, feature, row, this.table);
    return true;
  }

  private scanOddSequence(row: number, feature: number): boolean {
    const { cursor } = this;
    const events = this.features.openSequence(feature, row, this.table);
    cursor.at++;
    do {
      cursor.skipSpace();
      const event = cursor.scanScalar();
      if (event === undefined || cursor.at > this.rowLimit) return false;
      events.add(event);
    } while (cursor.accept(COMMA));
    events.close();
    return cursor.accept(CLOSE_BRACKET);
  }

  private storeNumber(row: number, feature: number, column: ScannedNumber, scanned: number): void {
    let raw = scanned;
    if (!this.cursor.isExact) {
      const settled =
        column.roundsFirst && Math.fround(raw * (1 - MARGIN)) === Math.fround(raw * (1 + MARGIN));
      if (!settled) raw = this.cursor.exactNumber();
    }
    const encoded = column.encode(raw);
    const at = row * this.width + column.start;
    if (encoded === encoded) {
      this.values[at] = encoded;
      return;
    }
    if (column.missing?.hasNumber(raw)) this.table.addMissing(feature);
    else this.table.addInvalid(feature);
    this.values[at] = column.fallback;
  }

  /**
   * Reads a key and finds its feature, first by comparing with the key that stood at this position in the row
   * before.
   *
   * @returns what the key means, or `NO_KEY`
   */
  private scanKey(position: number): number {
    const { cursor } = this;
    const { bytes } = cursor;
    if (bytes[cursor.at] !== QUOTE) {
      cursor.skipSpace();
      if (bytes[cursor.at] !== QUOTE) return NO_KEY;
    }
    const quoteAt = cursor.at;
    const start = quoteAt + 1;
    const length = this.lastKeys.lengthIfRepeated(position, cursor, start);
    if (length > 0) {
      cursor.at = start + length;
      return this.lastKeys.meanings[position];
    }
    if (!cursor.openText() || cursor.skipTextUntil(this.rowLimit) !== 'done') return NO_KEY;
    const meaning = this.keys.findText(cursor, quoteAt);
    this.lastKeys.remember(position, bytes.subarray(start, cursor.at), meaning);
    return meaning;
  }

  private skipValue(depth: number, limit: number): boolean {
    this.skipper.begin(depth);
    return this.skipper.run(limit) === 'done';
  }
}
