/**
 * The best of the items that were offered: a heap of bounded size with the worst of them on top, so that a catalogue
 * is never sorted. Of equal scores the lower row is the better.
 */
export class BestItems {
  readonly #scores: Float64Array;
  readonly #rows: Uint32Array;
  #size = 0;

  constructor(readonly capacity: number) {
    this.#scores = new Float64Array(capacity);
    this.#rows = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Offers the items of all rows but those with a score of minus infinity. */
  offerAll(scores: Float32Array): void {
    let worst = this.#worstKept();
    for (let row = 0; row < scores.length; row++) {
      // One of the same score in a later row is no better than the one that is kept.
      if (scores[row] <= worst) continue;
      this.offer(scores[row], row);
      worst = this.#worstKept();
    }
  }

  offer(score: number, row: number): void {
    if (this.#size < this.capacity) this.#rise(score, row, this.#size++);
    else if (this.capacity > 0 && this.#isWorse(0, score, row)) this.#sink(score, row, this.#size);
  }

  /**
   * Empties the heap, best item last.
   *
   * @param place from `size - 1`, of the worst, to 0, of the best
   */
  drain(take: (row: number, score: number, place: number) => void): void {
    while (this.#size > 0) {
      const [row, score] = [this.#rows[0], this.#scores[0]];
      const last = --this.#size;
      if (last > 0) this.#sink(this.#scores[last], this.#rows[last], last);
      take(row, score, last);
    }
  }

  #worstKept(): number {
    if (this.capacity === 0) return Infinity;
    return this.#size < this.capacity ? -Infinity : this.#scores[0];
  }

  /** Puts an item where it belongs on the way up from an open place. */
  #rise(score: number, row: number, open: number): void {
    let place = open;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isWorse(score, row, this.#scores[parent], this.#rows[parent])) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#set(place, score, row);
  }

  /** Puts an item where it belongs on the way down from the top, whose own item goes. */
  #sink(score: number, row: number, size: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#isWorse(child + 1, this.#scores[child], this.#rows[child])) child++;
      if (!this.#isWorse(child, score, row)) break;
      this.#move(child, place);
      place = child;
    }
    this.#set(place, score, row);
  }

  #isWorse(place: number, score: number, row: number): boolean {
    return isWorse(this.#scores[place], this.#rows[place], score, row);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#scores[from], this.#rows[from]);
  }

  #set(place: number, score: number, row: number): void {
    this.#scores[place] = score;
    this.#rows[place] = row;
  }
}

function isWorse(score: number, row: number, otherScore: number, otherRow: number): boolean {
  return score < otherScore || (score === otherScore && row > otherRow);
}
