import { ArrayFile, rowsOfColumns, type Columns, type Scratch } from '@reckit/data';
import { encodedWidth, partsEncoder, type FeatureSpec } from '@reckit/features';
import type { ShuffleWindows } from '@reckit/nn';

/** An encoded matrix on disk, of which some blocks of rows are in memory. */
export class EncodedRows {
  readonly #file: ArrayFile<Float32Array>;
  readonly #width: number;
  readonly #most: number;
  /** The blocks in memory; the one read longest ago stands first. */
  readonly #blocks = new Map<number, Float32Array>();

  /**
   * @param windows - the order in which the rows are asked for: blocks of two windows are in memory
   */
  constructor(
    scratch: Scratch,
    width: number,
    readonly windows: ShuffleWindows,
  ) {
    this.#file = new ArrayFile(scratch.path('encoded'), length => new Float32Array(length));
    this.#width = width;
    this.#most = 2 * windows.blocks;
  }

  /** What of them may be in memory at a time. */
  get memoryBytes(): number {
    return this.#most * this.windows.blockRows * this.#width * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Writes rows behind those before. @throws NotSpilled */
  append(rows: Float32Array): void {
    this.#file.append(rows);
  }

  /**
   * Copies rows, one behind the other.
   *
   * @param out - [rows.length, width] at its beginning
   */
  copyRows(rows: Uint32Array, out: Float32Array): void {
    const width = this.#width;
    const { blockRows } = this.windows;
    for (let i = 0; i < rows.length; i++) {
      const number = Math.floor(rows[i] / blockRows);
      const block = this.#block(number);
      const from = (rows[i] - number * blockRows) * width;
      const to = i * width;
      for (let column = 0; column < width; column++) out[to + column] = block[from + column];
    }
  }

  #block(number: number): Float32Array {
    const held = this.#blocks.get(number);
    if (held !== undefined) return held;
    const size = this.windows.blockRows * this.#width;
    const block = this.#file.read(number * size, Math.min((number + 1) * size, this.#file.length));
    // In the order in which they were read, for rows are asked for window after window.
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= this.#most) this.#blocks.delete(oldest);
    this.#blocks.set(number, block);
    return block;
  }
}

/** Rows that are encoded at a time. */
const ENCODED_ROWS = 65_536;

/** Columns, and how many rows they have. */
type Table = Pick<Columns, 'columns' | 'rowCount'>;

/** Encodes all rows of some tables to disk, one table behind the other. @throws NotSpilled */
export function encodeToDisk(
  spec: FeatureSpec,
  tables: readonly Table[],
  scratch: Scratch,
  windows: ShuffleWindows,
): EncodedRows {
  const rows = new EncodedRows(scratch, encodedWidth(spec), windows);
  for (const block of encodedBlocks(spec, tables)) rows.append(block);
  return rows;
}

/** All rows of some tables, encoded block by block. */
export function* encodedBlocks(spec: FeatureSpec, tables: readonly Table[]): Generator<Float32Array> {
  const encode = partsEncoder(spec);
  for (const { columns, rowCount } of tables) {
    for (let begin = 0; begin < rowCount; begin += ENCODED_ROWS) {
      const end = Math.min(begin + ENCODED_ROWS, rowCount);
      const all = Uint32Array.from({ length: end - begin }, (_, row) => row);
      const [block] = encode(rowsOfColumns(columns, begin, end), [all]);
      yield block;
    }
  }
}
