import type { MissingWords } from '@reckit/features';
import { visitJsonList, visitSeparated } from './byte-parts';
import { Categories, categoryCoder, type CategoryCoder } from './category-codes';
import { categoryReader } from './category-value';
import type { CategorySpelling } from './category-value';
import type { CellForm } from './cell-form';
import type { TextSink } from './column-sink';
import type { TextCells } from './text-cells';
import { withRoom } from './with-room';

/** A column of lists of categories. */
export interface SequenceColumn {
  readonly kind: 'sequence';
  /** [rows + 1]: row i has the codes from offsets[i] up to offsets[i + 1]. */
  readonly offsets: Uint32Array;
  /** Indices into `values`. */
  readonly codes: Int32Array;
  /** Distinct and canonical, in order of first appearance. */
  readonly values: readonly string[];
}

const [QUOTE, OPEN_LIST, OPEN_OBJECT] = Buffer.from('"[{');

/** Gathers a column of lists: JSON lists, or text with a separator between the items. */
export class SequenceCollector {
  readonly #categories = new Categories();
  readonly #textItems: CategoryCoder;
  readonly #numberItems: CategoryCoder;
  readonly #jsonItems: CategoryCoder;
  readonly #form: CellForm;
  readonly #separator: Uint8Array;
  #offsets: Uint32Array;
  #codes = new Int32Array(1024);
  #length = 0;
  #emptyCount = 0;

  /** @throws RangeError if the separator is empty */
  constructor(form: CellForm, separator: string, missing: MissingWords, expectedRows: number) {
    if (separator === '') throw new RangeError('A separator has at least one character.');
    const coderOf = (spelling: CategorySpelling): CategoryCoder =>
      categoryCoder(this.#categories, categoryReader(spelling, missing));
    this.#textItems = coderOf('text');
    this.#numberItems = coderOf('number');
    this.#jsonItems = coderOf('json');
    this.#form = form;
    this.#separator = Buffer.from(separator);
    this.#offsets = new Uint32Array(expectedRows + 1);
  }

  readonly sink: TextSink = {
    kind: 'sequence',
    store: (cells, firstRow) => this.#store(cells, firstRow),
    blankCount: () => this.missingCount(),
  };

  /** Rows without a value. */
  missingCount(): number {
    return this.#emptyCount;
  }

  column(rowCount: number): SequenceColumn {
    return {
      kind: 'sequence',
      offsets: this.#offsets.subarray(0, rowCount + 1),
      codes: this.#codes.subarray(0, this.#length),
      values: this.#categories.values,
    };
  }

  restart(expectedRows: number): void {
    this.#offsets = new Uint32Array(expectedRows + 1);
    this.#length = 0;
  }

  #store({ count, bytes, starts, ends }: TextCells, firstRow: number): number {
    this.#offsets = withRoom(this.#offsets, firstRow + count + 1, length => new Uint32Array(length));
    for (let i = 0; i < count; i++) {
      const before = this.#length;
      if (!this.#storeCell(bytes, starts[i], ends[i])) return i;
      if (this.#length === before) this.#emptyCount++;
      this.#offsets[firstRow + i + 1] = this.#length;
    }
    return -1;
  }

  #storeCell(bytes: Uint8Array, start: number, end: number): boolean {
    switch (this.#form) {
      case 'json':
      case 'list':
        return this.#storeJson(bytes, start, end);
      case 'number':
        this.#push(this.#numberItems.codeOf(bytes, start, end));
        return true;
      default:
        this.#split(bytes, start, end);
        return true;
    }
  }

  #storeJson(bytes: Uint8Array, start: number, end: number): boolean {
    switch (bytes[start]) {
      case OPEN_OBJECT:
        return false;
      case OPEN_LIST:
        return visitJsonList(bytes, start, end, (from, to) => {
          this.#push(this.#jsonItems.codeOf(bytes, from, to));
        });
      case QUOTE: {
        const text = Buffer.from(String(JSON.parse(Buffer.from(bytes.subarray(start, end)).toString())));
        this.#split(text, 0, text.length);
        return true;
      }
      default:
        this.#push(this.#jsonItems.codeOf(bytes, start, end));
        return true;
    }
  }

  #split(bytes: Uint8Array, start: number, end: number): void {
    visitSeparated(bytes, start, end, this.#separator, (from, to) => {
      this.#push(this.#textItems.codeOf(bytes, from, to));
    });
  }

  /** Blank items are dropped. */
  #push(code: number): void {
    if (code < 0) return;
    this.#codes = withRoom(this.#codes, this.#length + 1, length => new Int32Array(length));
    this.#codes[this.#length++] = code;
  }
}
