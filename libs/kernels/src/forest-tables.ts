import forestTables from './compiled/forest-tables';
import { loadKernel } from './load-kernel';
import { MemoryPlan } from './memory-plan';

/** The tables of a forest, as `layOutForest` of the inference library lays them out. */
export interface ForestTables {
  readonly cuts: Float32Array;
  readonly cutStarts: Int32Array;
  /** The column of each slot, -1 for none; as many as a multiple of eight. */
  readonly columns: Int32Array;
  readonly tableStarts: Int32Array;
  readonly table: Int32Array;
  readonly leaves: Float32Array;
  /** A multiple of four. */
  readonly wordCount: number;
}

/** What `assembly/forest-tables.ts` exports. */
interface Kernel {
  freeAt(): number;
  rowsAtOnce(): number;
  layOut(
    cuts: number,
    cutStarts: number,
    columns: number,
    tableStarts: number,
    table: number,
    leaves: number,
    open: number,
    slotCount: number,
    words: number,
  ): void;
  score(rowsAt: number, rowCount: number, width: number, scoresAt: number): void;
}

/** So many values are handed over at once, or one row if that has more. */
const MOST_VALUES = 8_192;

/** Sums the leaves of rows, with the tables of a forest in a memory of its own. */
export class ForestTableKernel {
  readonly #kernel: Kernel;
  readonly #values: Float32Array;
  readonly #scores: Float32Array;

  /** @param width - how many values a row has */
  constructor(
    tables: ForestTables,
    private readonly width: number,
  ) {
    const kernel = loadKernel<Kernel>(forestTables);
    this.#kernel = kernel;
    const rows = Math.max(1, Math.floor(MOST_VALUES / Math.max(1, width)));
    const { cuts, cutStarts, columns, tableStarts, table, leaves, wordCount } = tables;
    const parts = [cuts, cutStarts, columns, tableStarts, table, leaves];
    const openBytes = kernel.rowsAtOnce() * wordCount * Int32Array.BYTES_PER_ELEMENT;
    const rowsBytes = rows * width * Float32Array.BYTES_PER_ELEMENT;
    const sizes = [
      ...parts.map(({ byteLength }) => byteLength),
      openBytes,
      rowsBytes,
      rows * Float32Array.BYTES_PER_ELEMENT,
    ];
    const plan = new MemoryPlan(kernel);
    const addresses = sizes.map(size => plan.take(size));
    const buffer = plan.allocate();
    parts.forEach((part, i) => {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      new Uint8Array(buffer, addresses[i], part.byteLength).set(bytes);
    });
    const [cutsAt, cutStartsAt, columnsAt, tableStartsAt, tableAt, leavesAt, openAt, rowsAt, scoresAt] =
      addresses;
    kernel.layOut(
      cutsAt,
      cutStartsAt,
      columnsAt,
      tableStartsAt,
      tableAt,
      leavesAt,
      openAt,
      columns.length,
      wordCount,
    );
    this.#values = new Float32Array(buffer, rowsAt, rows * width);
    this.#scores = new Float32Array(buffer, scoresAt, rows);
  }

  /**
   * @param values - row-major [rowCount, width]
   * @returns the float32 sums of the leaves [rowCount], in the order of the words
   */
  score(values: Float32Array, rowCount: number): Float32Array {
    const { width } = this;
    const room = this.#scores.length;
    const scores = new Float32Array(rowCount);
    for (let row = 0; row < rowCount; row += room) {
      const count = Math.min(room, rowCount - row);
      const some =
        row === 0 && count === rowCount ? values : values.subarray(row * width, (row + count) * width);
      this.#scoreSome(some, count, scores, row);
    }
    return scores;
  }

  #scoreSome(values: Float32Array, rowCount: number, scores: Float32Array, firstRow: number): void {
    copy(values, this.#values, values.length, 0);
    this.#kernel.score(this.#values.byteOffset, rowCount, this.width, this.#scores.byteOffset);
    copy(this.#scores, scores, rowCount, firstRow);
  }
}

/** Below so many values a loop is quicker than a call. */
const FEW_VALUES = 64;

function copy(source: Float32Array, target: Float32Array, count: number, at: number): void {
  if (count > FEW_VALUES) target.set(count === source.length ? source : source.subarray(0, count), at);
  else for (let i = 0; i < count; i++) target[at + i] = source[i];
}
