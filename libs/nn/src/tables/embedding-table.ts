import { InvalidFeed, InvalidNetwork, InvalidTraining } from '../errors';
import type { StepSettings } from '../optimizers/optimizer';
import type { Initializer } from '../parameters/initializers';
import { PURPOSES } from '../random/purposes';
import { RandomStream } from '../random/random-stream';
import { DistinctRows } from './distinct-rows';
import { RowGradients } from './row-gradients';
import {
  rowOptimizer,
  type RowOptimizer,
  type TableOptimizerSettings,
  type TableState,
} from './row-optimizer';
import { poolSettled } from './settled-bags';
import { createTableRows, type Bags, type TableRows } from './table-rows';

export interface EmbeddingTableOptions {
  /** Tables of one training have distinct names. */
  readonly name: string;
  readonly rows: number;
  readonly dim: number;
  readonly optimizer: TableOptimizerSettings;
  /** Share of every embedding that a step of learning rate 1 takes away, whether the step has it or not. @default 0 */
  readonly l2?: number;
  /** Fills all rows at once. */
  readonly initialise: Initializer;
  readonly seed: number;
}

/** Below it the common factor of a table is taken into its values, long before they would be too large for a float. */
const SMALLEST_SCALE = 2 ** -20;

/**
 * An embedding table that lives outside the network's graph: the rows of a batch are gathered before a step, and
 * their gradients applied after it. A step costs what its rows cost, however many others the table has.
 *
 * Decay does not touch rows either: it is one factor of all of them, by which what is looked up is multiplied and
 * updates are divided. So every row has decayed as if each step had gone over the whole table.
 */
export class EmbeddingTable {
  readonly name: string;
  readonly rows: number;
  readonly dim: number;
  readonly #l2: number;
  /** What all values are to be multiplied by. */
  #scale = 1;
  readonly #table: TableRows;
  readonly #optimizer: RowOptimizer;
  readonly #changed: DistinctRows;
  readonly #changes: RowGradients;

  /** @throws InvalidNetwork if rows or dim is no whole number above 0 */
  constructor({ name, rows, dim, optimizer, l2 = 0, initialise, seed }: EmbeddingTableOptions) {
    for (const [what, size] of Object.entries({ rows, dim })) {
      if (!Number.isInteger(size) || size < 1)
        throw new InvalidNetwork(`The table "${name}" has ${size} ${what}: give a whole number, 1 or more.`);
    }
    this.name = name;
    this.rows = rows;
    this.dim = dim;
    this.#l2 = l2;
    this.#optimizer = rowOptimizer(optimizer);
    this.#table = createTableRows(rows, dim, this.#optimizer.memoryPerValue);
    this.#changed = new DistinctRows(rows);
    this.#changes = new RowGradients(dim);
    initialise(this.#table.values, new RandomStream(seed, PURPOSES.tables, ...Buffer.from(name)));
  }

  /** [rows, dim], all decay in them; the same array for the life of the table, right until its next update. */
  get values(): Float32Array {
    this.#settle();
    return this.#table.values;
  }

  /**
   * Copies rows out of the table; −1 gives zeros.
   *
   * @param out - [ids, dim]
   * @throws InvalidFeed for an id that is no row
   */
  gather(ids: Int32Array, out: Float32Array): void {
    const { dim } = this;
    const { values } = this.#table;
    let to = 0;
    for (const id of ids) {
      this.#check(id);
      if (id < 0) out.fill(0, to, to + dim);
      else for (let j = 0; j < dim; j++) out[to + j] = values[id * dim + j] * this.#scale;
      to += dim;
    }
  }

  /**
   * Applies the gradients of gathered rows. Those of one row are summed first; then each distinct row is updated
   * once, in the order in which they came. Other rows keep every bit, but for their decay.
   *
   * @param gradients - [ids, dim]; what stands at −1 is left out
   * @throws InvalidFeed for an id that is no row
   */
  apply(ids: Int32Array, gradients: Float32Array, settings: StepSettings): void {
    this.beginUpdate(ids.length, gradients);
    ids.forEach((id, i) => {
      this.#check(id);
      if (id >= 0) this.addGradient(id, i * this.dim, 1);
    });
    this.endUpdate(settings);
  }

  /** Begins an update of no more than `most` distinct rows, whose gradients are parts of one array. */
  beginUpdate(most: number, gradients: Float32Array): void {
    this.#changed.clear(most);
    this.#changes.begin(most, gradients);
  }

  /** Adds `scale · gradients[from … from + dim)` to the gradient of a row, which has to be one of the table. */
  addGradient(row: number, from: number, scale: number): void {
    const before = this.#changed.count;
    const place = this.#changed.placeOf(row);
    if (place === before) this.#changes.start(place, from, scale);
    else this.#changes.add(place, from, scale);
  }

  /**
   * Updates every row that was given a gradient since `beginUpdate`, once all rows have decayed.
   *
   * @throws InvalidTraining if nothing would be left of them
   */
  endUpdate({ step, learningRate }: StepSettings): void {
    const { list, count } = this.#changed;
    this.#decay(learningRate);
    // A step is proportional to its rate, and values are multiplied by the factor when they are read.
    const rule = this.#optimizer.update({ step, learningRate: learningRate / this.#scale });
    this.#table.update(rule, list, this.#changes, count);
  }

  /**
   * Pools rows of a batch.
   *
   * @param out - [bags of the batch, dim]
   * @param settled - to the bit as if decay had been taken into the values, which it has once they are exported; it is
   *   quicker to multiply pooled rows by it, which may round otherwise
   */
  pool(bags: Bags, out: Float32Array, settled = false): void {
    if (settled && this.#scale !== 1) poolSettled(this.#table.values, this.dim, bags, out, this.#scale);
    else this.#table.pool(bags, out, this.#scale);
  }

  /** The arrays of the table itself, which it changes no bit of: copy them to keep them. */
  read(): TableState {
    const { values, memory } = this.#table;
    return { values, memory, ...(this.#scale !== 1 && { scale: this.#scale }) };
  }

  /** Copies [rows, dim], all decay in them, and changes no bit of the table. */
  copyValues(out: Float32Array): void {
    out.set(this.#table.values);
    multiply(out, this.#scale);
  }

  /** Takes a copy. @throws InvalidFeed if an array does not have the table's size */
  write({ values, memory, scale = 1 }: TableState): void {
    if (values.length !== this.#table.values.length || memory.length !== this.#table.memory.length) {
      throw new InvalidFeed(
        `The table "${this.name}" takes ${this.#table.values.length} values and ${this.#table.memory.length} of its optimiser, ` +
          `not ${values.length} and ${memory.length}: give what a table of its shape and optimiser wrote.`,
      );
    }
    this.#table.values.set(values);
    this.#table.memory.set(memory);
    this.#scale = scale;
  }

  #decay(learningRate: number): void {
    if (this.#l2 === 0) return;
    const kept = 1 - learningRate * this.#l2;
    if (!(kept > 0)) {
      throw new InvalidTraining(
        `A learning rate of ${learningRate} with a decay of ${this.#l2} leaves nothing of the embeddings: ` +
          'lower --l2-embedding or --lr, so that their product is below 1.',
      );
    }
    this.#scale *= kept;
    if (this.#scale < SMALLEST_SCALE) this.#settle();
  }

  /** Takes the factor into the values. */
  #settle(): void {
    multiply(this.#table.values, this.#scale);
    this.#scale = 1;
  }

  #check(id: number): void {
    if (id >= this.rows || id < -1) throw noSuchRow(this, id);
  }
}

function multiply(values: Float32Array, by: number): void {
  if (by !== 1) for (let i = 0; i < values.length; i++) values[i] *= by;
}

/** Says that an id is no row of a table. */
export function noSuchRow({ name, rows }: EmbeddingTable, id: number): InvalidFeed {
  return new InvalidFeed(
    `The table "${name}" has ${rows} rows, and row ${id} was asked for (the first is 0): ` +
      'encode the data with the features that the table was made for.',
  );
}
