import type { MissingWords } from '@reckit/features';
import {
  BLANK_CODE,
  Categories,
  categoryCoder,
  ownCategoryCoder,
  UNSUITABLE_CODE,
  type CategoryCoder,
} from './category-codes';
import { categoryReader, spellingOf } from './category-value';
import type { CellForm } from './cell-form';
import type { TextSink } from './column-sink';
import type { TextCells } from './text-cells';
import { trimCells } from './trim-bytes';
import { withRoom } from './with-room';

/** A column of categories, each row the code of its value. */
export interface CategoryColumn {
  readonly kind: 'category';
  /** [rows]: an index into `values`, or -1 where there is no value. */
  readonly codes: Int32Array;
  /** Distinct and canonical, in order of first appearance. */
  readonly values: readonly string[];
}

/** Gathers a column of categories. */
export class CategoryCollector {
  readonly #coder: CategoryCoder;
  readonly #values: readonly string[];
  readonly #trimmed: boolean;
  #codes: Int32Array;
  #blankCount = 0;

  constructor(form: CellForm, missing: MissingWords, expectedRows: number) {
    const spelling = spellingOf(form);
    const read = categoryReader(spelling, missing);
    if (spelling === 'json') {
      const categories = new Categories();
      this.#coder = categoryCoder(categories, read);
      this.#values = categories.values;
    } else {
      const values: string[] = [];
      this.#coder = ownCategoryCoder(values, read);
      this.#values = values;
    }
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
      values: this.#values,
    };
  }

  restart(expectedRows: number): void {
    this.#codes = new Int32Array(expectedRows);
  }

  #store(cells: TextCells, firstRow: number): number {
    const end = firstRow + cells.count;
    this.#codes = withRoom(this.#codes, end, length => new Int32Array(length));
    if (this.#trimmed) trimCells(cells);
    this.#coder.codesOf(cells, this.#codes, firstRow);
    let unsuitable = -1;
    for (let row = end - 1; row >= firstRow; row--) {
      if (this.#codes[row] === BLANK_CODE) this.#blankCount++;
      else if (this.#codes[row] === UNSUITABLE_CODE) unsuitable = row - firstRow;
    }
    return unsuitable;
  }
}
