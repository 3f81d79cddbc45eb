/**
 * Draws rows whose values are looked at one by one where all would take too long. Whether a row is drawn depends on its
 * place alone: the same rows give the same statistics, and none is drawn by a period in the data.
 */
export class RowSample {
  readonly #threshold: number;
  #next = 0;

  /**
   * @param rowCount - rows that will be offered in all
   * @param limit - about so many are drawn; all, where there are no more
   */
  constructor(rowCount: number, limit: number) {
    this.#threshold = rowCount <= limit ? TWO_TO_32 : Math.floor((limit / rowCount) * TWO_TO_32);
  }

  /** Whether the row is drawn that comes at this place among those offered. */
  has(place: number): boolean {
    return mixed(place) < this.#threshold;
  }

  /** Those of the next rows that are drawn. */
  draw(rows: Uint32Array): Uint32Array {
    const first = this.#next;
    this.#next += rows.length;
    if (this.#threshold === TWO_TO_32) return rows;
    const threshold = this.#threshold;
    const drawn = new Uint32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      if (mixed(first + i) < threshold) drawn[count++] = rows[i];
    }
    return drawn.slice(0, count);
  }
}

const TWO_TO_32 = 2 ** 32;

/** The finaliser of MurmurHash3, which makes numbers next to each other look unrelated. */
function mixed(value: number): number {
  let hash = value ^ 0x9e3779b9;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
