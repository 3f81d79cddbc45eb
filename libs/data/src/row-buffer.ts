/**
 * Float32 rows of a fixed width that arrive in unknown number. Room is reserved ahead and doubled when it runs out;
 * the operating system gives memory to the pages written only, so reserving generously is free.
 */
export class RowBuffer {
  #values: Float32Array;

  constructor(
    readonly width: number,
    expectedRows: number,
  ) {
    this.#values = new Float32Array(width * expectedRows);
  }

  /** The storage, row-major; replaced by `reserve`, so not to be kept. */
  get values(): Float32Array {
    return this.#values;
  }

  reserve(rows: number): void {
    const needed = rows * this.width;
    if (needed <= this.#values.length) return;
    const larger = new Float32Array(Math.max(needed, this.#values.length * 2));
    larger.set(this.#values);
    this.#values = larger;
  }

  /** The first `rows` rows, as a view: nothing is copied. */
  take(rows: number): Float32Array {
    return this.#values.subarray(0, rows * this.width);
  }
}
