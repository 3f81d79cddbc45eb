import type { Feeds } from '../../engines/engine';
import { readAhead } from '../../tables/read-ahead';

/** Fills the inputs of a network with rows of the training data. */
export interface BatchSource {
  /** The arrays that `fill` writes, each with room for the largest batch: the same ones throughout. */
  readonly feeds: Feeds;
  /**
   * Puts these rows at the beginning of every array.
   *
   * @param step - of the training, for what is drawn anew in each; 0 outside of one
   */
  fill(rows: Uint32Array, step: number): void;
}

/** A row-major matrix from which an input is taken. */
export interface MatrixInput {
  readonly values: Float32Array;
  /** Columns of the matrix. */
  readonly width: number;
  /** The columns of the input. @default all, in order */
  readonly columns?: readonly number[];
}

/** Batches copied out of matrices that are in memory, without allocating. */
export function matrixBatches(inputs: Readonly<Record<string, MatrixInput>>, batchSize: number): BatchSource {
  const copies = Object.entries(inputs).map(([name, { values, width, columns }]) => {
    const taken = Int32Array.from(columns ?? Array.from({ length: width }, (_, column) => column));
    return { name, values, width, taken, out: new Float32Array(batchSize * taken.length) };
  });
  return {
    feeds: Object.fromEntries(copies.map(({ name, out }) => [name, out])),
    fill(rows) {
      for (const { values, width, taken, out } of copies) {
        readAhead(values, width, rows, 0, rows.length);
        copyRows(values, width, taken, rows, out);
      }
    },
  };
}

function copyRows(
  values: Float32Array,
  width: number,
  columns: Int32Array,
  rows: Uint32Array,
  out: Float32Array,
): void {
  let to = 0;
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i] * width;
    for (let j = 0; j < columns.length; j++) out[to++] = values[start + columns[j]];
  }
}
