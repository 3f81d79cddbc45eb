import { PURPOSES } from '../../random/purposes';
import { RandomStream } from '../../random/random-stream';
import type { ShuffleWindows } from '../fit-options';

/**
 * The training rows in the order of an epoch, for rows that are read from disk in blocks: the blocks are shuffled, and
 * then the rows of so many blocks that come after each other, a window. So no more than the blocks of a window, or of two
 * where one ends and the next begins, are needed at a time.
 */
export class WindowedOrder {
  readonly #rows: Uint32Array;
  readonly #order: Uint32Array;
  readonly #seed: number;
  readonly #windows: ShuffleWindows;

  /** @param rows - rising */
  constructor(rows: Uint32Array, seed: number, windows: ShuffleWindows) {
    this.#rows = rows;
    this.#order = new Uint32Array(rows.length);
    this.#seed = seed;
    this.#windows = windows;
  }

  /**
   * The order follows from the seed, the epoch and the windows alone.
   *
   * @returns the same array each time
   */
  shuffle(epoch: number): Uint32Array {
    const random = new RandomStream(this.#seed, PURPOSES.shuffle, epoch);
    const blocks = blocksOf(this.#rows, this.#windows.blockRows);
    shuffle(blocks, random);
    let end = 0;
    for (let first = 0; first < blocks.length; first += this.#windows.blocks) {
      const begin = end;
      for (const block of blocks.slice(first, first + this.#windows.blocks)) {
        this.#order.set(block, end);
        end += block.length;
      }
      shuffle(this.#order.subarray(begin, end), random);
    }
    return this.#order;
  }
}

/** The rows of each block that has any. */
function blocksOf(rows: Uint32Array, blockRows: number): Uint32Array[] {
  const blocks: Uint32Array[] = [];
  for (let begin = 0, end = 0; begin < rows.length; begin = end) {
    const next = (Math.floor(rows[begin] / blockRows) + 1) * blockRows;
    while (end < rows.length && rows[end] < next) end++;
    blocks.push(rows.subarray(begin, end));
  }
  return blocks;
}

/** Fisher and Yates. */
function shuffle<T>(items: { [index: number]: T; readonly length: number }, random: RandomStream): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const item = items[last];
    items[last] = items[other];
    items[other] = item;
  }
}
