import type { TextSink } from '../columns/column-sink';
import type { CategoryCoder } from '../columns/category-codes';
import type { TextCells } from '../columns/text-cells';
import { trimCells } from '../columns/trim-bytes';
import { withRoom } from '../columns/with-room';
import type { DataError } from '../errors';

/** How a column of nodes is read. */
export interface NodeColumnOptions {
  /** Whether spaces around a cell are layout. */
  readonly isTrimmed: boolean;
  readonly expectedRows: number;
  /** What to say of a 1-based row that names no node. */
  readonly refusal: (row: number) => Promise<DataError>;
}

/** Gathers a column that names a node in every row. */
export class NodeColumn {
  #codes: Int32Array;

  /** @param coder - numbers the nodes; that of the other column, or one over the same categories */
  constructor(
    private readonly coder: CategoryCoder,
    private readonly options: NodeColumnOptions,
  ) {
    this.#codes = new Int32Array(options.expectedRows);
  }

  get sink(): TextSink {
    return {
      kind: 'category',
      store: (cells, firstRow) => this.#store(cells, firstRow),
      // No row may be blank, so that a column without values never gets as far.
      blankCount: () => 0,
      refusal: this.options.refusal,
    };
  }

  /** The number of the node in each row; a view, nothing is copied. */
  codes(rowCount: number): Int32Array {
    return this.#codes.subarray(0, rowCount);
  }

  /** Returns the index of the first cell that names no node, or -1. */
  #store(cells: TextCells, firstRow: number): number {
    const end = firstRow + cells.count;
    this.#codes = withRoom(this.#codes, end, length => new Int32Array(length));
    if (this.options.isTrimmed) trimCells(cells);
    this.coder.codesOf(cells, this.#codes, firstRow);
    for (let row = firstRow; row < end; row++) if (this.#codes[row] < 0) return row - firstRow;
    return -1;
  }
}
