import type { ForestGraph } from '@reckit/onnx';
import { FEATURES_PER_PASS, layOutForest, type ForestLayout } from './forest-layout';
import { createForestSum, type ForestSum } from './forest-sum';

const ALL_LEAVES = -1;

/**
 * Scores a forest without walking down its trees.
 *
 * A value of a feature decides all splits on this feature at once: it lies between two neighbours of the
 * feature's sorted thresholds. For each such interval a table holds, for every tree, the set of leaves that
 * these splits leave reachable, as bits. The AND of one entry a feature has exactly one bit left for each tree,
 * its leaf. So a row costs a binary search a feature and a few loads a tree, none of them behind a branch that
 * the processor would have to guess. (Leaf sets as bits: Lucchese et al., QuickScorer, SIGIR 2015; here they are
 * combined ahead of time for each interval.)
 */
export class ForestKernel {
  readonly #cuts: Float32Array;
  readonly #cutStarts: Int32Array;
  readonly #columns: Int32Array;
  readonly #table: Int32Array;
  readonly #tableStarts: Int32Array;
  readonly #leaves: Float32Array;
  readonly #wordCount: number;
  /** Leaf sets of the row at hand, where there are several passes. */
  readonly #words: Int32Array;
  readonly #offsets: Int32Array;
  /** The inner loop, where all features fit into one pass. */
  readonly #loop: ForestSum | null;

  constructor(readonly layout: ForestLayout) {
    this.#cuts = layout.cuts;
    this.#cutStarts = layout.cutStarts;
    this.#columns = layout.columns;
    this.#table = layout.table;
    this.#tableStarts = layout.tableStarts;
    this.#leaves = layout.leaves;
    this.#wordCount = layout.wordCount;
    this.#words = new Int32Array(layout.wordCount);
    this.#offsets = new Int32Array(layout.columns.length);
    this.#loop = layout.columns.length === FEATURES_PER_PASS ? loadLoop(layout) : null;
  }

  /** Prepares the tables; null for a forest that is better walked down, because it is deep or wide. */
  static compile(forest: ForestGraph): ForestKernel | null {
    const layout = layOutForest(forest);
    return layout && new ForestKernel(layout);
  }

  /**
   * @param values - row-major [rowCount, featureCount]
   * @returns scores [rowCount]
   */
  score(values: Float32Array, rowCount: number, featureCount: number): Float32Array {
    const scores = new Float32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      this.#findEntries(values, row * featureCount);
      scores[row] = this.#loop ? this.#sumOfOnePass(this.#loop) : this.#sumOfPasses();
    }
    if (this.layout.link === 'sigmoid') applySigmoid(scores);
    return scores;
  }

  #findEntries(values: Float32Array, rowStart: number): void {
    const cuts = this.#cuts;
    const cutStarts = this.#cutStarts;
    const columns = this.#columns;
    const wordCount = this.#wordCount;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column < 0) {
        this.#offsets[i] = 0;
        continue;
      }
      const value = values[rowStart + column];
      const start = cutStarts[i];
      let length = cutStarts[i + 1] - start;
      let entry = length + 1;
      if (value === value) {
        // The number of cuts at or below the value, found without a branch that depends on it.
        let low = start;
        while (length > 1) {
          const half = length >>> 1;
          low += cuts[low + half - 1] <= value ? half : 0;
          length -= half;
        }
        entry = low - start + (cuts[low] <= value ? 1 : 0);
      }
      this.#offsets[i] = (this.#tableStarts[i] + entry) * wordCount;
    }
  }

  /** Adds the leaves of a row whose features fit into one pass. */
  #sumOfOnePass(loop: ForestSum): number {
    const offsets = this.#offsets;
    return loop.sum(
      offsets[0] << 2,
      offsets[1] << 2,
      offsets[2] << 2,
      offsets[3] << 2,
      offsets[4] << 2,
      offsets[5] << 2,
      offsets[6] << 2,
      offsets[7] << 2,
      this.#table.byteLength,
      this.#wordCount << 2,
    );
  }

  #sumOfPasses(): number {
    const table = this.#table;
    const leaves = this.#leaves;
    const words = this.#words;
    const offsets = this.#offsets;
    words.fill(ALL_LEAVES);
    for (let i = 0; i < offsets.length; i += FEATURES_PER_PASS) {
      const a = offsets[i];
      const b = offsets[i + 1];
      const c = offsets[i + 2];
      const d = offsets[i + 3];
      const e = offsets[i + 4];
      const f = offsets[i + 5];
      const g = offsets[i + 6];
      const h = offsets[i + 7];
      for (let word = 0; word < words.length; word++) {
        words[word] &=
          table[a + word] &
          table[b + word] &
          table[c + word] &
          table[d + word] &
          table[e + word] &
          table[f + word] &
          table[g + word] &
          table[h + word];
      }
    }
    let sum = Math.fround(0);
    for (let word = 0; word < words.length; word++) {
      const reachable = words[word];
      if (reachable !== 0) sum = Math.fround(sum + leaves[(word << 5) + 31 - Math.clz32(reachable)]);
    }
    return sum;
  }
}

/** Puts the table and behind it the leaves into the memory of an inner loop. */
function loadLoop({ table, leaves }: ForestLayout): ForestSum {
  const loop = createForestSum(table.byteLength + leaves.byteLength);
  new Int32Array(loop.memory.buffer).set(table);
  new Float32Array(loop.memory.buffer, table.byteLength).set(leaves);
  return loop;
}

function applySigmoid(margins: Float32Array): void {
  for (let i = 0; i < margins.length; i++) margins[i] = 1 / (1 + Math.exp(-margins[i]));
}
