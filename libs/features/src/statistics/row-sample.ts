/**
 * Draws rows whose values are looked at one by one where all would take too long: one out of each of as many stretches of
 * about the same length, so that drawing costs what is drawn. Which one depends on its place alone: the same rows give the
 * same statistics, and none is drawn by a period in the data.
 */
export class RowSample {
  readonly #rowCount: number;
  readonly #size: number;
  #next = 0;

  /**
   * @param rowCount - rows that will be offered in all
   * @param limit - so many are drawn; all, where there are no more
   * @param first - rows that are offered elsewhere, before those that are offered here
   */
  constructor(rowCount: number, limit: number, first = 0) {
    this.#rowCount = rowCount;
    this.#size = Math.min(rowCount, limit);
    this.#next = first;
  }

  /** The places among those offered at which a row is drawn, in rising order. */
  *places(): Generator<number> {
    for (let stretch = 0; stretch < this.#size; stretch++) yield this.#placeIn(stretch);
  }

  /** Those of the next rows that are drawn. */
  draw(rows: Uint32Array): Uint32Array {
    const first = this.#next;
    const end = first + rows.length;
    this.#next = end;
    if (this.#size === this.#rowCount) return rows;
    const drawn = new Uint32Array(Math.min(rows.length, this.#size));
    let count = 0;
    // The stretch in which the first of the rows is may have had its row before.
    for (let stretch = this.#stretchOf(first); stretch < this.#size; stretch++) {
      const place = this.#placeIn(stretch);
      if (place >= end) break;
      if (place >= first) drawn[count++] = rows[place - first];
    }
    return drawn.slice(0, count);
  }

  #placeIn(stretch: number): number {
    const begin = this.#beginOf(stretch);
    return begin + Math.floor((mixed(stretch) / TWO_TO_32) * (this.#beginOf(stretch + 1) - begin));
  }

  #beginOf(stretch: number): number {
    return Math.floor((stretch * this.#rowCount) / this.#size);
  }

  /** Or the one before it, where rounding has it so. */
  #stretchOf(place: number): number {
    return Math.max(0, Math.floor((place * this.#size) / this.#rowCount) - 1);
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
