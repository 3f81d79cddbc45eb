import type { StepSettings } from '../optimizers/optimizer';
import type { BatchPart } from '../together/batch-part';
import type { BagColumns } from './bag-columns';
import { noSuchRow, type EmbeddingTable } from './embedding-table';

/** Rows of a batch whose table rows are noted and then pooled. */
const BLOCK_ROWS = 16;

/** What fills an embedding input of a network for a batch, and takes its gradient. */
export interface BatchLookup {
  readonly table: EmbeddingTable;
  readonly slots: number;
  readonly dim: number;
  /**
   * Looks up a batch.
   *
   * @param rows - of the training data
   * @param out - [rows, slots, dim] at its beginning; may be longer
   * @param part - the rows of the batch that are wanted; others may be left as they are. @default all
   */
  gather(rows: Uint32Array, out: Float32Array, part?: Pick<BatchPart, 'begin' | 'end'>): void;
  /**
   * Updates the table's rows of the last batch that was gathered.
   *
   * @param gradients - of what was gathered, laid out as it was
   */
  apply(gradients: Float32Array, settings: StepSettings): void;
}

export interface LookupOptions {
  readonly table: EmbeddingTable;
  /** Row-major [rows, width]; ids as float32, −1 where a bag has ended. */
  readonly encoded: Float32Array;
  readonly width: number;
  readonly bags: readonly BagColumns[];
  /**
   * Looks up to the bit what the table's values would give if they were exported now, so that predictions are those of
   * the model that is kept. @default false
   */
  readonly settled?: boolean;
}

/**
 * Turns rows of an encoded matrix into the embedding input of a network, [rows, slots, dim], and brings its
 * gradient back to the table. A slot is the sum or the mean of the rows of one bag; an empty bag is zeros. No
 * call allocates once the largest batch was seen.
 */
export class Lookup implements BatchLookup {
  readonly table: EmbeddingTable;
  readonly slots: number;
  readonly dim: number;
  readonly #encoded: Float32Array;
  readonly #width: number;
  readonly #bags: readonly BagColumns[];
  readonly #pooling: readonly BagColumns['pooling'][];
  readonly #mostIds: number;
  readonly #settled: boolean;
  /** The column of each bag and the table's row for its id 0, where all have one id and take whatever it is. */
  readonly #single: { readonly columns: Int32Array; readonly firstRows: Int32Array } | null;
  /** The table's rows of the last batch, bag after bag, and where each bag ends. */
  #tableRows = new Int32Array(0);
  #bagEnds = new Int32Array(0);
  #bagCount = 0;

  constructor({ table, encoded, width, bags, settled = false }: LookupOptions) {
    this.table = table;
    this.slots = bags.length;
    this.dim = table.dim;
    this.#encoded = encoded;
    this.#width = width;
    this.#bags = bags;
    this.#settled = settled;
    this.#pooling = bags.map(({ pooling }) => pooling);
    this.#mostIds = bags.reduce((sum, bag) => sum + bag.width, 0);
    const isSingle = bags.every(
      ({ width: ids, firstId = 0, recent = 1 }) => ids === 1 && firstId === 0 && recent > 0,
    );
    this.#single = isSingle
      ? {
          columns: Int32Array.from(bags, ({ start }) => start),
          firstRows: Int32Array.from(bags, ({ firstRow }) => firstRow),
        }
      : null;
  }

  /**
   * Looks up a batch.
   *
   * @param rows - rows of the encoded matrix
   * @param out - [rows, slots, dim] at its beginning; may be longer
   * @param part - the rows of the batch that are pooled; of the others it is noted where their gradients go
   * @throws InvalidFeed for an id that is no row of the table
   */
  gather(
    rows: Uint32Array,
    out: Float32Array,
    part: Pick<BatchPart, 'begin' | 'end'> = { begin: 0, end: rows.length },
  ): void {
    this.#makeRoom(rows.length);
    this.#bagCount = 0;
    let idCount = 0;
    for (let begin = 0; begin < rows.length; begin += BLOCK_ROWS) {
      const end = Math.min(begin + BLOCK_ROWS, rows.length);
      idCount = this.#readBags(rows, begin, end, idCount);
      const firstBag = Math.max(begin, part.begin) * this.slots;
      const endBag = Math.min(end, part.end) * this.slots;
      if (firstBag >= endBag) continue;
      this.table.pool(
        { rows: this.#tableRows, ends: this.#bagEnds, pooling: this.#pooling, firstBag, endBag },
        out,
        this.#settled,
      );
    }
  }

  /**
   * Updates the table's rows of the last batch that was gathered.
   *
   * @param gradients - of what was gathered, laid out as it was
   */
  apply(gradients: Float32Array, settings: StepSettings): void {
    const { table, dim } = this;
    const tableRows = this.#tableRows;
    const bagEnds = this.#bagEnds;
    const isMean = this.#bags.map(({ pooling }) => pooling === 'mean');
    table.beginUpdate(this.#bagCount === 0 ? 0 : bagEnds[this.#bagCount - 1], gradients);
    for (let bagNumber = 0, slot = 0, i = 0; bagNumber < this.#bagCount; bagNumber++) {
      const end = bagEnds[bagNumber];
      const scale = isMean[slot] ? 1 / (end - i) : 1;
      for (; i < end; i++) table.addGradient(tableRows[i], bagNumber * dim, scale);
      slot = slot + 1 === isMean.length ? 0 : slot + 1;
    }
    table.endUpdate(settings);
  }

  #makeRoom(rowCount: number): void {
    if (this.#bagEnds.length >= rowCount * this.slots) return;
    this.#bagEnds = new Int32Array(rowCount * this.slots);
    this.#tableRows = new Int32Array(rowCount * this.#mostIds);
  }

  /** Notes the table's rows of the bags of some rows, from `idCount` on; returns where they end. */
  #readBags(rows: Uint32Array, begin: number, end: number, idCount: number): number {
    if (this.#single) return this.#readIds(rows, begin, end, idCount, this.#single);
    const encoded = this.#encoded;
    const tableRows = this.#tableRows;
    const bagEnds = this.#bagEnds;
    const tableSize = this.table.rows;
    let ids = idCount;
    for (let i = begin; i < end; i++) {
      const rowStart = rows[i] * this.#width;
      for (const { start, width, firstRow, firstId = 0, recent } of this.#bags) {
        const firstOfBag = ids;
        for (let column = rowStart + start; column < rowStart + start + width; column++) {
          const id = encoded[column];
          if (id < firstId) continue;
          const tableRow = firstRow + id;
          // Written so that NaN, which a column that holds no ids may have, is refused too.
          if (!(tableRow < tableSize)) throw noSuchRow(this.table, tableRow);
          tableRows[ids++] = tableRow;
        }
        if (recent !== undefined && ids - firstOfBag > recent) {
          tableRows.copyWithin(firstOfBag, ids - recent, ids);
          ids = firstOfBag + recent;
        }
        bagEnds[this.#bagCount++] = ids;
      }
    }
    return ids;
  }

  /** The same where each bag is the id of one column, without what others need. */
  #readIds(
    rows: Uint32Array,
    begin: number,
    end: number,
    idCount: number,
    { columns, firstRows }: { readonly columns: Int32Array; readonly firstRows: Int32Array },
  ): number {
    const encoded = this.#encoded;
    const tableRows = this.#tableRows;
    const bagEnds = this.#bagEnds;
    const tableSize = this.table.rows;
    let ids = idCount;
    let bagCount = this.#bagCount;
    for (let i = begin; i < end; i++) {
      const rowStart = rows[i] * this.#width;
      for (let slot = 0; slot < columns.length; slot++) {
        const id = encoded[rowStart + columns[slot]];
        // −1 is no id, and the bag then empty.
        if (!(id < 0)) {
          const tableRow = firstRows[slot] + id;
          if (!(tableRow < tableSize)) throw noSuchRow(this.table, tableRow);
          tableRows[ids++] = tableRow;
        }
        bagEnds[bagCount++] = ids;
      }
    }
    this.#bagCount = bagCount;
    return ids;
  }
}
