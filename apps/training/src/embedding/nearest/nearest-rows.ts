import { unitVector } from '@reckit/evaluation';

/** A row that is near. */
export interface NearRow {
  readonly row: number;
  /** The cosine. */
  readonly similarity: number;
}

/** Finds the rows that are nearest to a query by the cosine, among vectors that come in parts. */
export class NearestRows {
  readonly #query: Float64Array;
  readonly #found: NearRow[] = [];

  /**
   * @param query - of any length but 0
   * @param most - how many are found at most
   * @param without - rows that are not to be found
   */
  constructor(
    query: ArrayLike<number>,
    private readonly most: number,
    private readonly without: ReadonlySet<number>,
  ) {
    this.#query = unitVector(query);
  }

  /** Looks at the vectors of some rows, [rows, dim]; of rows that are as near the one that came first is kept. */
  offer(firstRow: number, vectors: Float32Array): void {
    const dim = this.#query.length;
    for (let start = 0, row = firstRow; start < vectors.length; start += dim, row++) {
      const similarity = this.#cosine(vectors, start);
      const last = this.#found.at(-1);
      if (this.#found.length === this.most && last && similarity <= last.similarity) continue;
      if (!this.without.has(row)) this.#keep({ row, similarity });
    }
  }

  /** The nearest first. */
  found(): readonly NearRow[] {
    return this.#found;
  }

  #cosine(vectors: Float32Array, start: number): number {
    const query = this.#query;
    let product = 0;
    let squares = 0;
    for (let i = 0; i < query.length; i++) {
      const value = vectors[start + i];
      product += query[i] * value;
      squares += value * value;
    }
    return squares === 0 ? 0 : product / Math.sqrt(squares);
  }

  #keep(near: NearRow): void {
    const place = this.#found.findIndex(({ similarity }) => similarity < near.similarity);
    this.#found.splice(place < 0 ? this.#found.length : place, 0, near);
    if (this.#found.length > this.most) this.#found.pop();
  }
}
