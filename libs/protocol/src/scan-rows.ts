import { fourDigits, isFourDigits, significantDigits } from './digit-words';

/** A feature whose value is a number. */
export interface ScannedNumber {
  readonly kind: 'numeric';
  /** The first column of the feature in the matrix. */
  readonly start: number;
  /** What becomes of a raw number; NaN where the result is no finite float32. */
  encode(raw: number): number;
  /** The model input that stands for a missing or invalid value. */
  readonly fallback: number;
  /** Whether `encode` rounds a raw number to float32 before anything else. */
  readonly roundsFirst: boolean;
  /** The numbers that say that there is no value; `encode` gives NaN for them. */
  readonly missing?: { hasNumber(value: number): boolean };
}

/** A feature whose value is the name or the code of a category, which is left to the general decoder. */
export interface ScannedCode {
  readonly kind: 'coded';
  readonly start: number;
  readonly fallback: number;
}

/** A feature whose value is a text, or an integer that stands for its digits. */
export interface ScannedCategory {
  readonly kind: 'categorical';
  readonly start: number;
  /** The model input of a text; −1 if it is unknown, −2 if it says that there is no value. */
  idOf(text: string): number;
  /** The model input of an unknown text. */
  readonly unknown: number;
  readonly fallback: number;
}

/** A feature whose value is an array of texts or integers, of which the last `maxLength` count. */
export interface ScannedSequence {
  readonly kind: 'sequence';
  readonly start: number;
  idOf(text: string): number;
  readonly unknown: number;
  readonly maxLength: number;
}

export type ScannedColumn = ScannedNumber | ScannedCode | ScannedCategory | ScannedSequence;

/** What a scanner needs to know of a model's features; `RowEncoder` of the features library is one. */
export interface ScannedFeatures {
  readonly featureNames: readonly string[];
  /** What becomes of the value of each feature. */
  readonly columns: readonly ScannedColumn[];
  /** How many columns the matrix has. */
  readonly width: number;
}

/**
 * Rows as model input, row-major [rows, width], and how many values of each feature took the default or were
 * unknown.
 */
export interface ScannedRows {
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly missing: Uint32Array | null;
  readonly invalid: Uint32Array | null;
  readonly unknown: Uint32Array | null;
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const UPPER_E = 0x45;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const FIRST_NON_ASCII = 0x80;

/** A decimal with so many digits and a power of ten up to 10²² is the nearest double after one operation. */
const EXACT_DIGITS = 15;
/** Digits beyond these change less than the rounding errors that `MARGIN` allows for. */
const KEPT_DIGITS = 17;
/** Digits are read four at a time where there are so many: as one little-endian word. */
const WORD = 4;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/**
 * A mantissa of at least 17 digits and its scaling go through at most six roundings of 2⁻⁵³ and a truncation of
 * 10⁻¹⁶, so the double at hand lies within this share of the true value.
 */
const MARGIN = 2e-15;

const UNKNOWN_KEY = -1;
const NO_KEY = -2;

/** What `idOf` gives for a text that it does not know, and for one that says that there is no value. */
const UNKNOWN = -1;
const MISSING = -2;
/** Stands after the last event of a sequence. */
const NO_EVENT = -1;

const NO_BYTES = Buffer.alloc(0);
const NO_VALUES = new Float32Array(0);

/** How many keys of a row are remembered for the next one; more are looked up by name each time. */
const REMEMBERED_KEYS = 512;
const REMEMBERED_BYTES = 16_384;

/**
 * Reads `{"<key>": [row, …]}` straight from the bytes of a request into model input: numbers, and for categories
 * and sequences plain ASCII texts and integers. It takes less time than JSON.parse, because it makes no object a
 * row.
 *
 * It reads what clients send in practice and leaves everything else (other keys, null, texts as numbers,
 * escapes, repeated keys, mistakes) to the general decoder: then it returns null. What it returns is exactly
 * what the general way gives. A scanner serves one model and remembers the order in which keys came last.
 */
export class RowScanner {
  private readonly width: number;
  private readonly names: readonly string[];
  private readonly columns: readonly ScannedColumn[];

  /** The keys of the last row, one after the other, each with its closing quote; where they end; their features. */
  private readonly lastKeys = new Uint8Array(REMEMBERED_BYTES);
  private readonly lastKeysView = new DataView(this.lastKeys.buffer);
  private readonly lastKeyEnds = new Int32Array(REMEMBERED_KEYS);
  private readonly lastKeyFeatures = new Int32Array(REMEMBERED_KEYS);
  private lastKeyCount = 0;
  /** The row in which a feature was last seen, to find missing and repeated keys. */
  private readonly seenInRow: Int32Array;

  private bytes: Buffer = NO_BYTES;
  private view: DataView = new DataView(NO_BYTES.buffer, 0, 0);
  private at = 0;
  private values: Float32Array = NO_VALUES;
  private missing: Uint32Array | null = null;
  private invalid: Uint32Array | null = null;
  private unknown: Uint32Array | null = null;
  /** The events of the sequence that is being read. */
  private readonly texts: string[] = [];
  /** Their ids, the last event first. */
  private readonly ids: number[] = [];
  /** Set by `scanNumber`: where the number begins, and whether it is the nearest double. */
  private numberStart = 0;
  private isExact = true;

  constructor({ featureNames, columns, width }: ScannedFeatures) {
    this.names = featureNames;
    this.columns = columns;
    this.width = width;
    this.seenInRow = new Int32Array(columns.length);
  }

  /**
   * @param key - the key that holds the rows
   * @param maxRows - a request with more rows is left to the general decoder
   */
  scan(bytes: Buffer, key: string, maxRows: number): ScannedRows | null {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.missing = null;
    this.invalid = null;
    this.unknown = null;
    this.values = new Float32Array(this.width);
    this.seenInRow.fill(-1);
    const rows = this.scanRequest(key, maxRows);
    this.bytes = NO_BYTES;
    this.values = NO_VALUES;
    return rows;
  }

  private scanRequest(key: string, maxRows: number): ScannedRows | null {
    if (
      !this.accept(OPEN_BRACE) ||
      !this.acceptKey(key) ||
      !this.accept(COLON) ||
      !this.accept(OPEN_BRACKET)
    ) {
      return null;
    }
    let rowCount = 0;
    const firstRowAt = this.at;
    do {
      if (rowCount === maxRows) return null;
      this.reserve(rowCount, firstRowAt);
      if (!this.scanRow(rowCount)) return null;
      rowCount++;
    } while (this.accept(COMMA));
    if (!this.accept(CLOSE_BRACKET) || !this.accept(CLOSE_BRACE)) return null;
    this.skipSpace();
    if (this.at !== this.bytes.length) return null;
    const { missing, invalid, unknown } = this;
    return { values: this.values.subarray(0, rowCount * this.width), rowCount, missing, invalid, unknown };
  }

  /** Makes room for row `row`; the first row tells about how many there are. */
  private reserve(row: number, firstRowAt: number): void {
    const needed = (row + 1) * this.width;
    if (needed <= this.values.length) return;
    const bytesPerRow = Math.max(1, (this.at - firstRowAt) / row);
    const expectedRows = Math.ceil((this.bytes.length - firstRowAt) / bytesPerRow) + 1;
    const grown = new Float32Array(Math.max(needed, Math.min(expectedRows, 2 * row + 1_024) * this.width));
    grown.set(this.values);
    this.values = grown;
  }

  private scanRow(row: number): boolean {
    this.skipSpace();
    const open = this.bytes[this.at];
    if (open === OPEN_BRACE) return this.scanObject(row);
    if (open === OPEN_BRACKET) return this.scanArray(row);
    return false;
  }

  private scanArray(row: number): boolean {
    this.at++;
    for (let feature = 0; feature < this.columns.length; feature++) {
      if (feature > 0 && !this.accept(COMMA)) return false;
      this.skipSpace();
      if (!this.scanCell(row, feature)) return false;
    }
    return this.accept(CLOSE_BRACKET);
  }

  private scanObject(row: number): boolean {
    this.at++;
    let found = 0;
    let position = 0;
    if (this.accept(CLOSE_BRACE)) return this.fillMissing(row, found);
    do {
      const feature = this.scanKey(position++);
      if (feature === NO_KEY || !this.accept(COLON)) return false;
      this.skipSpace();
      if (feature === UNKNOWN_KEY) {
        if (!this.skipValue()) return false;
        continue;
      }
      if (this.seenInRow[feature] === row) return false;
      this.seenInRow[feature] = row;
      found++;
      if (!this.scanCell(row, feature)) return false;
    } while (this.accept(COMMA));
    return this.accept(CLOSE_BRACE) && this.fillMissing(row, found);
  }

  private fillMissing(row: number, found: number): boolean {
    if (found === this.columns.length) return true;
    for (let feature = 0; feature < this.columns.length; feature++) {
      if (this.seenInRow[feature] !== row) this.storeMissing(row, feature);
    }
    return true;
  }

  private storeMissing(row: number, feature: number): void {
    (this.missing ??= new Uint32Array(this.columns.length))[feature]++;
    const column = this.columns[feature];
    const at = row * this.width + column.start;
    if (column.kind === 'sequence') this.values.fill(NO_EVENT, at, at + column.maxLength);
    else this.values[at] = column.fallback;
  }

  private scanCell(row: number, feature: number): boolean {
    const column = this.columns[feature];
    switch (column.kind) {
      case 'numeric': {
        const scanned = this.scanNumber();
        if (scanned !== scanned) return false;
        this.storeNumber(row, feature, column, scanned);
        return true;
      }
      case 'coded':
        return false;
      case 'categorical':
        return this.scanCategory(row, feature, column);
      case 'sequence':
        return this.scanSequence(row, feature, column);
    }
  }

  private scanCategory(row: number, feature: number, column: ScannedCategory): boolean {
    const text = this.scanText();
    if (text === null) return false;
    const id = column.idOf(text);
    if (id === MISSING) this.storeMissing(row, feature);
    else this.values[row * this.width + column.start] = this.known(feature, column, id);
    return true;
  }

  private scanSequence(row: number, feature: number, column: ScannedSequence): boolean {
    if (!this.accept(OPEN_BRACKET)) return false;
    const at = row * this.width + column.start;
    if (this.accept(CLOSE_BRACKET)) {
      this.values.fill(NO_EVENT, at, at + column.maxLength);
      return true;
    }
    const texts = this.texts;
    texts.length = 0;
    do {
      this.skipSpace();
      const text = this.scanText();
      if (text === null) return false;
      texts.push(text);
    } while (this.accept(COMMA));
    const { ids } = this;
    ids.length = 0;
    for (let i = texts.length - 1; i >= 0 && ids.length < column.maxLength; i--) {
      const id = column.idOf(texts[i]);
      if (id !== MISSING) ids.push(id);
    }
    for (let i = 0; i < ids.length; i++)
      this.values[at + i] = this.known(feature, column, ids[ids.length - 1 - i]);
    this.values.fill(NO_EVENT, at + ids.length, at + column.maxLength);
    return this.accept(CLOSE_BRACKET);
  }

  /** The model input of what `idOf` gave for a value that is not missing. */
  private known(feature: number, { unknown }: ScannedCategory | ScannedSequence, id: number): number {
    if (id !== UNKNOWN) return id;
    (this.unknown ??= new Uint32Array(this.columns.length))[feature]++;
    return unknown;
  }

  /** Reads a plain text, or an integer as its digits; null for anything else. */
  private scanText(): string | null {
    const { bytes } = this;
    const start = this.at;
    if (bytes[start] === QUOTE) {
      const end = this.endOfPlainText(start + 1);
      if (end < 0) return null;
      this.at = end + 1;
      return bytes.toString('latin1', start + 1, end);
    }
    const firstDigit = bytes[start] === MINUS ? start + 1 : start;
    let at = firstDigit;
    while (bytes[at] >= ZERO && bytes[at] <= NINE) at++;
    const digits = at - firstDigit;
    if (digits === 0 || digits > EXACT_DIGITS) return null;
    // Neither a leading zero nor −0 is what the digits of the integer look like.
    if (bytes[firstDigit] === ZERO && (digits > 1 || firstDigit > start)) return null;
    const next = bytes[at];
    if (next === POINT || next === LOWER_E || next === UPPER_E) return null;
    this.at = at;
    return bytes.toString('latin1', start, at);
  }

  /**
   * Reads a key and finds its feature, first by comparing with the key that stood at this position in the row
   * before.
   *
   * @returns the feature, `UNKNOWN_KEY` or `NO_KEY`
   */
  private scanKey(position: number): number {
    const { bytes } = this;
    if (bytes[this.at] !== QUOTE) {
      this.skipSpace();
      if (bytes[this.at] !== QUOTE) return NO_KEY;
    }
    const start = this.at + 1;
    if (position < this.lastKeyCount) {
      const from = position === 0 ? 0 : this.lastKeyEnds[position - 1];
      const length = this.lastKeyEnds[position] - from;
      if (this.repeats(from, start, length)) {
        this.at = start + length;
        return this.lastKeyFeatures[position];
      }
    }
    const end = this.endOfPlainText(start);
    if (end < 0) return NO_KEY;
    const feature = this.names.indexOf(bytes.toString('latin1', start, end));
    this.remember(position, start, end + 1, feature);
    this.at = end + 1;
    return feature;
  }

  private remember(position: number, start: number, end: number, feature: number): void {
    const from = position === 0 ? 0 : this.lastKeyEnds[position - 1];
    // What followed this position belonged to another order of keys.
    this.lastKeyCount = Math.min(this.lastKeyCount, position);
    if (position >= REMEMBERED_KEYS || position > this.lastKeyCount || from + end - start > REMEMBERED_BYTES)
      return;
    this.lastKeys.set(this.bytes.subarray(start, end), from);
    this.lastKeyEnds[position] = from + end - start;
    this.lastKeyFeatures[position] = feature;
    this.lastKeyCount = position + 1;
  }

  private repeats(from: number, start: number, length: number): boolean {
    const { bytes, view, lastKeys, lastKeysView } = this;
    if (start + length > bytes.length) return false;
    let i = 0;
    for (; i + WORD <= length; i += WORD) {
      if (lastKeysView.getInt32(from + i, true) !== view.getInt32(start + i, true)) return false;
    }
    for (; i < length; i++) if (lastKeys[from + i] !== bytes[start + i]) return false;
    return true;
  }

  /** Where a text without escapes and outside nothing but ASCII ends; -1 if it is not of this kind. */
  private endOfPlainText(start: number): number {
    const { bytes } = this;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) return i;
      if (byte === BACKSLASH || byte < SPACE || byte >= FIRST_NON_ASCII) return -1;
    }
    return -1;
  }

  private skipValue(): boolean {
    if (this.bytes[this.at] !== QUOTE) return !Number.isNaN(this.scanNumber());
    const end = this.endOfPlainText(this.at + 1);
    if (end < 0) return false;
    this.at = end + 1;
    return true;
  }

  /**
   * Reads a JSON number. The result may be off by `MARGIN` of its value where `isExact` is false; it is NaN
   * where there is no number.
   */
  private scanNumber(): number {
    const { bytes } = this;
    let at = this.at;
    this.numberStart = at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    let digit = bytes[at] - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    let mantissa = 0;
    let digits = 0;
    let exponent = 0;
    if (digit === 0) {
      digit = bytes[++at] - ZERO;
      if (digit >= 0 && digit <= 9) return NaN;
    } else {
      do {
        if (digits < KEPT_DIGITS) mantissa = mantissa * 10 + digit;
        else exponent++;
        digits++;
        digit = bytes[++at] - ZERO;
      } while (digit >= 0 && digit <= 9);
    }
    if (bytes[at] === POINT) {
      digit = bytes[++at] - ZERO;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      const { view } = this;
      const lastWordAt = bytes.length - WORD;
      while (digits < KEPT_DIGITS && at <= lastWordAt) {
        const word = view.getInt32(at, true);
        if (!isFourDigits(word)) break;
        const four = fourDigits(word);
        digits += mantissa === 0 ? significantDigits(four) : WORD;
        mantissa = mantissa * 10_000 + four;
        exponent -= WORD;
        at += WORD;
      }
      digit = bytes[at] - ZERO;
      while (digit >= 0 && digit <= 9) {
        if (digits < KEPT_DIGITS) {
          mantissa = mantissa * 10 + digit;
          exponent--;
          if (mantissa !== 0) digits++;
        } else digits++;
        digit = bytes[++at] - ZERO;
      }
    }
    if (bytes[at] === LOWER_E || bytes[at] === UPPER_E) {
      at++;
      const sign = bytes[at];
      if (sign === PLUS || sign === MINUS) at++;
      digit = bytes[at] - ZERO;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      let explicit = 0;
      do {
        if (explicit < 100_000) explicit = explicit * 10 + digit;
        digit = bytes[++at] - ZERO;
      } while (digit >= 0 && digit <= 9);
      exponent += sign === MINUS ? -explicit : explicit;
    }
    this.at = at;
    if (exponent < -22 || exponent > 22) {
      this.isExact = true;
      return this.convertSlowly();
    }
    this.isExact = digits <= EXACT_DIGITS;
    const size = exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent] : mantissa * POWERS_OF_TEN[exponent];
    return negative ? -size : size;
  }

  private storeNumber(row: number, feature: number, column: ScannedNumber, scanned: number): void {
    let raw = scanned;
    if (!this.isExact) {
      const settled =
        column.roundsFirst && Math.fround(raw * (1 - MARGIN)) === Math.fround(raw * (1 + MARGIN));
      if (!settled) raw = this.convertSlowly();
    }
    const encoded = column.encode(raw);
    const at = row * this.width + column.start;
    if (encoded === encoded) {
      this.values[at] = encoded;
      return;
    }
    if (column.missing?.hasNumber(raw)) this.storeMissing(row, feature);
    else {
      (this.invalid ??= new Uint32Array(this.columns.length))[feature]++;
      this.values[at] = column.fallback;
    }
  }

  /** The number that was scanned last, by the engine's own conversion. */
  private convertSlowly(): number {
    return Number(this.bytes.toString('latin1', this.numberStart, this.at));
  }

  private accept(byte: number): boolean {
    if (this.bytes[this.at] !== byte) {
      this.skipSpace();
      if (this.bytes[this.at] !== byte) return false;
    }
    this.at++;
    return true;
  }

  private acceptKey(key: string): boolean {
    if (!this.accept(QUOTE)) return false;
    for (let i = 0; i < key.length; i++) if (this.bytes[this.at + i] !== key.charCodeAt(i)) return false;
    this.at += key.length;
    if (this.bytes[this.at] !== QUOTE) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.at];
  }
}
