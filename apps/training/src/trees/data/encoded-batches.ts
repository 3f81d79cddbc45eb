import { rowsOfColumns } from '@reckit/data';
import { encodedWidth, partsEncoder, type FeatureSpec, type RawColumn } from '@reckit/features';
import type { RowBatch } from '@reckit/xgboost';

/** Some rows of a table that are encoded when they are asked for. */
export interface RowsToEncode {
  readonly columns: ReadonlyMap<string, RawColumn>;
  /** Of the columns. */
  readonly rowCount: number;
  /** Which of them, rising. */
  readonly rows: Uint32Array;
  /** [rows] */
  readonly labels: Float32Array;
  /** [rows]; absent where all count alike. */
  readonly weights?: Float32Array;
}

/** Cells that are encoded at a time: 16 MB. */
const BATCH_CELLS = 4_000_000;

/** The rows batch by batch, encoded anew whenever they are gone through. */
export function encodedBatches(spec: FeatureSpec, source: RowsToEncode): Iterable<RowBatch> {
  const blockRows = Math.ceil(BATCH_CELLS / encodedWidth(spec));
  return { [Symbol.iterator]: () => batchesOf(spec, source, blockRows) };
}

/** @param blockRows - of the table, gone through together */
function* batchesOf(spec: FeatureSpec, source: RowsToEncode, blockRows: number): Generator<RowBatch> {
  const { columns, rowCount, rows, labels, weights } = source;
  const encode = partsEncoder(spec);
  let first = 0;
  for (let begin = 0; begin < rowCount; begin += blockRows) {
    const end = Math.min(begin + blockRows, rowCount);
    let last = first;
    while (last < rows.length && rows[last] < end) last++;
    if (last === first) continue;
    const [data] = encode(
      rowsOfColumns(columns, begin, end),
      partsOfBlock(rows.subarray(first, last), begin, end),
    );
    yield {
      data,
      labels: labels.subarray(first, last),
      ...(weights && { weights: weights.subarray(first, last) }),
    };
    first = last;
  }
}

/** The rows of a block that are taken, and the others, counted from its beginning. */
function partsOfBlock(taken: Uint32Array, begin: number, end: number): Uint32Array[] {
  const others = new Uint32Array(end - begin - taken.length);
  let count = 0;
  let next = 0;
  for (let row = begin; row < end; row++) {
    if (taken[next] === row) next++;
    else others[count++] = row - begin;
  }
  return [taken.map(row => row - begin), others];
}
