import { BLANK_CODE, Categories, CategoryCoder, UNSUITABLE_CODE } from './category-codes';
import { categoryOfJson, categoryOfNumber, categoryOfText } from './category-value';
import type { CategoryReader } from './category-value';
import type { CellForm } from './cell-form';
import type { TextSink } from './column-sink';
import type { TextCells } from './text-cells';
import { trimmedEnd, trimmedStart } from './trim-bytes';
import { withRoom } from './with-room';

/** A column of categories, each row the code of its value. */
export interface CategoryColumn {
  readonly kind: 'category';
  /** [rows]: an index into `values`, or -1 where the cell is blank. */
  readonly codes: Int32Array;
  /** Distinct, in order of first appearance. */
  readonly values: readonly string[];
}

/** Gathers a column of categories. */
export class CategoryCollector {
  readonly #coder: CategoryCoder;
  readonly #trimmed: boolean;
  #codes: Int32Array;
  #blankCount = 0;

  constructor(form: CellForm, expectedRows: number) {
    this.#coder = new CategoryCoder(new Categories(), readerOf(form));
    this.#trimmed = form === 'written';
    this.#codes = new Int32Array(expectedRows);
  }

  readonly sink: TextSink = {
    kind: 'category',
    store: (cells, firstRow) => this.#store(cells, firstRow),
    blankCount: () => this.missingCount(),
  };

  /** Rows without a value. */
  missingCount(): number {
    return this.#blankCount;
  }

  column(rowCount: number): CategoryColumn {
    return {
      kind: 'category',
      codes: this.#codes.subarray(0, rowCount),
      values: this.#coder.categories.values,
    };
  }

  #store({ count, bytes, starts, ends }: TextCells, firstRow: number): number {
    this.#codes = withRoom(this.#codes, firstRow + count, length => new Int32Array(length));
    for (let i = 0; i < count; i++) {
      const start = this.#trimmed ? trimmedStart(bytes, starts[i], ends[i]) : starts[i];
      const end = this.#trimmed ? trimmedEnd(bytes, start, ends[i]) : ends[i];
      const code = this.#coder.codeOf(bytes, start, end);
      if (code === UNSUITABLE_CODE) return i;
      if (code === BLANK_CODE) this.#blankCount++;
      this.#codes[firstRow + i] = code;
    }
    return -1;
  }
}

function readerOf(form: CellForm): CategoryReader {
  if (form === 'json') return categoryOfJson;
  return form === 'number' ? categoryOfNumber : categoryOfText;
}
