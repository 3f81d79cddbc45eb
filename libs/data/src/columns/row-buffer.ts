import { withRoom } from './with-room';

/**
 * Float32 rows of a fixed width that arrive in unknown number. Room is reserved ahead, generously since that is free,
 * and doubled when it runs out.
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
    this.#values = withRoom(this.#values, rows * this.width, length => new Float32Array(length));
  }

  /** The first `rows` rows, as a view: nothing is copied. */
  take(rows: number): Float32Array {
    return this.#values.subarray(0, rows * this.width);
  }
}
