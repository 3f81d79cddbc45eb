/**
 * The distinct rows of one batch, numbered in the order in which they came. Emptying it costs nothing: a row's
 * place counts only if the list agrees (Briggs and Torczon, "An efficient representation for sparse sets", 1993).
 */
export class DistinctRows {
  readonly #placeOfRow: Int32Array;
  #list = new Int32Array(0);
  #count = 0;

  /** @param rowCount - rows of the table */
  constructor(rowCount: number) {
    this.#placeOfRow = new Int32Array(rowCount);
  }

  get count(): number {
    return this.#count;
  }

  /** The rows, the first `count` of a longer array; replaced by `clear`. */
  get list(): Int32Array {
    return this.#list;
  }

  /** Forgets all rows and makes room for `most` of them. */
  clear(most: number): void {
    this.#count = 0;
    if (this.#list.length < most) this.#list = new Int32Array(most);
  }

  /** The place of a row in the list; it is `count − 1` after the call if the row is new. */
  placeOf(row: number): number {
    const place = this.#placeOfRow[row];
    if (place < this.#count && this.#list[place] === row) return place;
    const next = this.#count++;
    this.#placeOfRow[row] = next;
    this.#list[next] = row;
    return next;
  }
}
