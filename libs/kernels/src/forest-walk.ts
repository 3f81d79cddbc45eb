import forestWalk from './compiled/forest-walk';
import { loadKernel, PAGE_BYTES } from './load-kernel';

/** Splits on the numbers of a column: how many of the thresholds are not above a value decides them all. */
export interface NumberSplits {
  readonly column: number;
  /** Ascending, each once. */
  readonly thresholds: Float32Array;
  readonly parts: readonly SplitsPart[];
}

/** Splits on the codes of a column: the class of a code decides them all. */
export interface CategorySplits {
  readonly column: number;
  /** The class of a negative code, of the codes from 0 on, and of every larger one. */
  readonly classOfEntry: Int32Array;
  /** [classes, bytesPerClass] The bit `rank`, the lowest of a byte first, tells whether a class is in a set. */
  readonly members: Uint8Array;
  readonly bytesPerClass: number;
  readonly parts: readonly SplitsPart[];
}

/**
 * Some of the splits on a column, those that a slot stands for: `count` ranks, at most 65,535, from `first` on. A
 * missing value goes left at all of them, or right at all of them.
 */
export interface SplitsPart {
  readonly first: number;
  readonly count: number;
  readonly missingLeft: boolean;
}

/** A forest, as `layOutWalk` of the inference library lays it out. */
export interface ForestWalks {
  /** Slot 1 is the first part of the first of them, and so on. */
  readonly splits: readonly (NumberSplits | CategorySplits)[];
  /**
   * Two words a node: its slot, times 65,536, and the rank in it; and where its left child is, before the right one. A
   * number goes right at a rank for whose threshold it is not too small, a category at the rank of a set that it is
   * in. A leaf has the slot and rank 0, and leads to itself.
   */
  readonly nodes: Uint32Array;
  /** [nodes] Of the leaves. */
  readonly values: Float32Array;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  /** The output that each tree adds to. */
  readonly treeOutputs: Int32Array;
  readonly outputCount: number;
}

/** What `assembly/forest-walk.ts` exports. */
interface Kernel {
  freeAt(): number;
  layOut(
    features: number,
    featureCount: number,
    edgeAt: number,
    trees: number,
    treeCount: number,
    eights: number,
    nodes: number,
    values: number,
    seen: number,
    slotCount: number,
    groups: number,
    outputCount: number,
  ): void;
  score(rows: number, rowCount: number, width: number, sums: number): void;
}

/** A line of the cache. */
const ALIGNMENT_BYTES = 64;
const WORD_BYTES = 4;
const NODE_BYTES = 8;
const FEATURE_WORDS = 8;
const PART_WORDS = 2;
const TREE_WORDS = 4;
const EIGHT_WORDS = 2;
const WALKS = 8;
const SLOT_BYTES = 32;
/** So much of the nearest cache is for what rows are seen as. */
const MOST_SEEN_BYTES = 16_384;
const MOST_GROUPS = 16;
/** So many values are handed over at once, or one row if that has more. */
const MOST_VALUES = 8_192;
/** A tree of so many levels is gone down to its end; of a deeper one, this is where the looking begins. */
const SURE_DEPTH = 12;
const FIRST_LOOK = 8;

/** Sums the leaves that rows come to in the trees of a forest, which is in a memory of its own. */
export class ForestWalkKernel {
  readonly #kernel: Kernel;
  readonly #values: Float32Array;
  readonly #sums: Float32Array;
  readonly #outputCount: number;
  readonly #rows: number;

  /**
   * @param width - how many values a row has
   * @throws RangeError if there is no memory for that
   */
  constructor(
    walks: ForestWalks,
    private readonly width: number,
  ) {
    const kernel = loadKernel<Kernel>(forestWalk);
    this.#kernel = kernel;
    this.#outputCount = walks.outputCount;
    this.#rows = Math.max(1, Math.floor(MOST_VALUES / Math.max(1, width, walks.outputCount)));

    const { splits, nodes, values, roots, outputCount } = walks;
    const parts = splits.flatMap(each => each.parts);
    const slotCount = 1 + parts.length;
    const groups = Math.min(
      MOST_GROUPS,
      Math.max(1, Math.floor(MOST_SEEN_BYTES / (slotCount * SLOT_BYTES))),
      Math.ceil(this.#rows / WALKS),
    );
    const onesBytes = Math.ceil(Math.max(1, ...parts.map(({ count }) => count)) / 8);
    const eightCount = Math.ceil(roots.length / WALKS);

    const plan = new MemoryPlan(kernel.freeAt());
    const featuresAt = plan.take(splits.length * FEATURE_WORDS * WORD_BYTES);
    const partsAt = plan.take(parts.length * PART_WORDS * WORD_BYTES);
    const splitsAt = splits.map(each =>
      'thresholds' in each
        ? { tableAt: plan.take(each.thresholds.byteLength), membersAt: 0 }
        : { tableAt: plan.take(each.classOfEntry.byteLength), membersAt: plan.take(each.members.byteLength) },
    );
    const onesAt = plan.take(2 * onesBytes);
    const treesAt = plan.take(eightCount * WALKS * TREE_WORDS * WORD_BYTES);
    const eightsAt = plan.take(eightCount * EIGHT_WORDS * WORD_BYTES);
    const nodesAt = plan.take(nodes.byteLength);
    const valuesAt = plan.take(values.byteLength);
    const seenAt = plan.take(groups * slotCount * SLOT_BYTES);
    const rowsAt = plan.take(this.#rows * width * WORD_BYTES);
    const sumsAt = plan.take((this.#rows + WALKS) * outputCount * WORD_BYTES);
    kernel.memory.grow(
      Math.max(0, Math.ceil(plan.end / PAGE_BYTES) - kernel.memory.buffer.byteLength / PAGE_BYTES),
    );
    const { buffer } = kernel.memory;

    let partAt = partsAt;
    splits.forEach((each, i) => {
      const { tableAt, membersAt } = splitsAt[i];
      const isNumber = 'thresholds' in each;
      if (isNumber) new Float32Array(buffer, tableAt).set(each.thresholds);
      else {
        new Int32Array(buffer, tableAt).set(each.classOfEntry);
        new Uint8Array(buffer, membersAt).set(each.members);
      }
      const partsEnd = partAt + each.parts.length * PART_WORDS * WORD_BYTES;
      new Int32Array(buffer, featuresAt + i * FEATURE_WORDS * WORD_BYTES, FEATURE_WORDS).set([
        each.column * WORD_BYTES,
        tableAt,
        isNumber ? each.thresholds.length : each.classOfEntry.length,
        membersAt,
        isNumber ? 0 : each.bytesPerClass,
        partAt,
        partsEnd,
        0,
      ]);
      new Int32Array(buffer, partAt).set(
        each.parts.flatMap(({ first, count, missingLeft }) => [first, missingLeft ? 0 : count]),
      );
      partAt = partsEnd;
    });
    new Uint8Array(buffer, onesAt, onesBytes).fill(0xff);
    new Int32Array(buffer, treesAt).set(treeTable(walks, nodesAt));
    new Int32Array(buffer, eightsAt).set(eightTable(walks));
    copyNodes(nodes, new Uint32Array(buffer, nodesAt, nodes.length), nodesAt);
    new Float32Array(buffer, valuesAt).set(values);
    kernel.layOut(
      featuresAt,
      splits.length,
      onesAt + onesBytes,
      treesAt,
      roots.length,
      eightsAt,
      nodesAt,
      valuesAt,
      seenAt,
      slotCount,
      groups,
      outputCount,
    );
    this.#values = new Float32Array(buffer, rowsAt, this.#rows * width);
    this.#sums = new Float32Array(buffer, sumsAt, this.#rows * outputCount);
  }

  /**
   * @param values - row-major [rowCount, width]
   * @returns the float32 sums of the leaves [rowCount, outputCount], in the order of the trees
   */
  score(values: Float32Array, rowCount: number): Float32Array {
    const { width } = this;
    const room = this.#rows;
    const sums = new Float32Array(rowCount * this.#outputCount);
    for (let row = 0; row < rowCount; row += room) {
      const count = Math.min(room, rowCount - row);
      const isAll = count === rowCount;
      this.#values.set(isAll ? values : values.subarray(row * width, (row + count) * width));
      this.#kernel.score(this.#values.byteOffset, count, width, this.#sums.byteOffset);
      sums.set(this.#sums.subarray(0, count * this.#outputCount), row * this.#outputCount);
    }
    return sums;
  }
}

/** Gives out the bytes of a memory, one piece after the other. */
class MemoryPlan {
  constructor(public end: number) {}

  take(bytes: number): number {
    const at = Math.ceil(this.end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    this.end = at + bytes;
    return at;
  }
}

/** The trees as the kernel reads them; those that fill up the last eight have the root of the first, and count for nothing. */
function treeTable({ roots, depths, treeOutputs }: ForestWalks, nodesAt: number): Int32Array {
  const table = new Int32Array(Math.ceil(roots.length / WALKS) * WALKS * TREE_WORDS);
  for (let tree = 0; tree * TREE_WORDS < table.length; tree++) {
    const root = roots[tree] ?? roots[0];
    table.set(
      [nodesAt + root * NODE_BYTES, ...walkOf(depths[tree] ?? 0), treeOutputs[tree] ?? 0],
      tree * TREE_WORDS,
    );
  }
  return table;
}

function eightTable({ depths }: ForestWalks): Int32Array {
  const table = new Int32Array(Math.ceil(depths.length / WALKS) * EIGHT_WORDS);
  for (let eight = 0; eight * EIGHT_WORDS < table.length; eight++) {
    const deepest = Math.max(...depths.subarray(eight * WALKS, (eight + 1) * WALKS));
    table.set(walkOf(deepest), eight * EIGHT_WORDS);
  }
  return table;
}

/** How many steps are taken without looking, and whether to look then. */
function walkOf(depth: number): [number, number] {
  return depth <= SURE_DEPTH ? [depth, 0] : [FIRST_LOOK, 1];
}

/** Copies nodes, with the addresses of their children in place of their numbers. */
function copyNodes(nodes: Uint32Array, to: Uint32Array, nodesAt: number): void {
  for (let i = 0; i < nodes.length; i += 2) {
    to[i] = nodes[i];
    to[i + 1] = nodesAt + nodes[i + 1] * NODE_BYTES;
  }
}
