import type { ForestGraph } from '@reckit/onnx';

/** Leaves are bits of 32-bit words. */
const LEAVES_PER_WORD = 32;
/** Words come in fours, which the inner loop takes at once; those that fill up hold no leaf. */
const WORDS_PER_STEP = 4;
/** Features whose tables are combined in one pass over the words; a model with fewer is filled up with all ones. */
const FEATURES_PER_PASS = 8;
/** Larger tables fall out of the caches, and walking down the trees is faster again. */
const MAX_TABLE_BYTES = 8 * 1024 * 1024;
/**
 * A word costs about this many times less than a step of the kernel that walks down trees, measured with complete trees
 * over seven features: up to depth 6 tables are faster, most so for one row.
 */
const STEP_COST_IN_LOADS = 3;
/** What a tree costs there beside its steps. */
const STEPS_PER_TREE = 2;
const ALL_LEAVES = -1;

/** The tables of a forest. Plain arrays, so that one thread can prepare them for another. */
export interface ForestLayout {
  /** For the used feature `i`, its cuts are `cuts[cutStarts[i]]` up to `cuts[cutStarts[i + 1]]`, ascending. */
  readonly cuts: Float32Array;
  readonly cutStarts: Int32Array;
  /** Columns of the input that the trees use, padded to whole passes with -1. */
  readonly columns: Int32Array;
  /** Leaf sets, `wordCount` words an entry; entry `tableStarts[i] + interval`, the last one for NaN. */
  readonly table: Int32Array;
  readonly tableStarts: Int32Array;
  /** Leaf values by word and bit. */
  readonly leaves: Float32Array;
  readonly wordCount: number;
  readonly link: ForestGraph['link'];
  readonly calibration: ForestGraph['calibration'];
}

/** Prepares the tables; null for a forest that is better walked down, because it is deep or wide. */
export function layOutForest(forest: ForestGraph): ForestLayout | null {
  if (forest.outputCount > 1 || forest.categories.length > 0) return null;
  const used = usedColumns(forest);
  const wordStarts = wordStartsOf(forest);
  const wordsInUse = wordStarts[wordStarts.length - 1];
  const wordCount = Math.ceil(wordsInUse / WORDS_PER_STEP) * WORDS_PER_STEP;
  const passes = Math.max(1, Math.ceil(used.length / FEATURES_PER_PASS));
  const steps = totalDepth(forest) + STEPS_PER_TREE * (forest.treeStarts.length - 1);
  if (passes * FEATURES_PER_PASS * wordsInUse > STEP_COST_IN_LOADS * steps) return null;
  const cutsByColumn = collectCuts(forest);

  // Entry 0 closes nothing, for the columns that fill up a pass.
  let entryCount = 1;
  let cutCount = 0;
  const tableStarts = new Int32Array(passes * FEATURES_PER_PASS);
  const cutStarts = new Int32Array(passes * FEATURES_PER_PASS + 1);
  const columns = new Int32Array(passes * FEATURES_PER_PASS).fill(-1);
  used.forEach((column, i) => {
    const count = cutsByColumn.get(column)?.length ?? 0;
    columns[i] = column;
    tableStarts[i] = entryCount;
    cutStarts[i] = cutCount;
    // One interval more than there are cuts, and the entry for NaN.
    entryCount += count + 2;
    cutCount += count;
  });
  cutStarts.fill(cutCount, used.length);
  if (entryCount * wordCount * Int32Array.BYTES_PER_ELEMENT > MAX_TABLE_BYTES) return null;

  const cuts = new Float32Array(cutCount);
  used.forEach((column, i) => cuts.set(cutsByColumn.get(column) ?? [], cutStarts[i]));
  const table = allLeavesOpen(forest, wordStarts, wordCount, entryCount);
  const leaves = new Float32Array(wordCount * LEAVES_PER_WORD);
  const { link, calibration } = forest;
  const layout = { cuts, cutStarts, columns, table, tableStarts, leaves, wordCount, link, calibration };
  const indexOfColumn = new Map(used.map((column, i) => [column, i]));
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    layOutTree(forest, forest.treeStarts[tree], wordStarts[tree], layout, indexOfColumn);
  }
  return layout;
}

/** The columns that a tree splits on, ascending. */
function usedColumns({ features, width }: ForestGraph): number[] {
  const isUsed = new Uint8Array(width);
  for (let node = 0; node < features.length; node++) if (features[node] >= 0) isUsed[features[node]] = 1;
  return [...isUsed.keys()].filter(column => isUsed[column] === 1);
}

/** The distinct thresholds of every column that a tree splits on, ascending. */
function collectCuts({ features, values }: ForestGraph): Map<number, Float32Array> {
  const distinct = new Map<number, Set<number>>();
  features.forEach((column, node) => {
    if (column < 0) return;
    const cuts = distinct.get(column) ?? new Set();
    cuts.add(values[node]);
    distinct.set(column, cuts);
  });
  return new Map([...distinct].map(([column, cuts]) => [column, Float32Array.from(cuts).sort()]));
}

/** Where the words of each tree begin. */
function wordStartsOf(forest: ForestGraph): Int32Array {
  const starts = new Int32Array(forest.treeStarts.length);
  for (let tree = 0; tree + 1 < starts.length; tree++) {
    starts[tree + 1] = starts[tree] + Math.ceil(leafCountOf(forest, tree) / LEAVES_PER_WORD);
  }
  return starts;
}

function leafCountOf({ treeStarts, features }: ForestGraph, tree: number): number {
  let leaves = 0;
  for (let node = treeStarts[tree]; node < treeStarts[tree + 1]; node++) if (features[node] < 0) leaves++;
  return leaves;
}

/** A table in which no split has closed a leaf yet; bits that stand for no leaf are never set. */
function allLeavesOpen(
  forest: ForestGraph,
  wordStarts: Int32Array,
  wordCount: number,
  entryCount: number,
): Int32Array {
  const open = new Int32Array(wordCount).fill(ALL_LEAVES, 0, wordStarts[wordStarts.length - 1]);
  for (let tree = 0; tree + 1 < wordStarts.length; tree++) {
    const inLastWord = leafCountOf(forest, tree) % LEAVES_PER_WORD;
    if (inLastWord > 0) open[wordStarts[tree + 1] - 1] = firstBits(inLastWord);
  }
  const table = new Int32Array(entryCount * wordCount);
  for (let entry = 0; entry < entryCount; entry++) table.set(open, entry * wordCount);
  return table;
}

/** Steps that a row takes down all trees, on average over their leaves. */
function totalDepth({ treeStarts, features, lefts, rights }: ForestGraph): number {
  let total = 0;
  // An own stack, since trees can be deep.
  const nodes = new Int32Array(features.length);
  const depths = new Int32Array(features.length);
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    let leaves = 0;
    let steps = 0;
    nodes[0] = treeStarts[tree];
    depths[0] = 0;
    for (let top = 0; top >= 0;) {
      const node = nodes[top];
      const depth = depths[top];
      if (features[node] < 0) {
        leaves++;
        steps += depth;
        top--;
        continue;
      }
      nodes[top] = rights[node];
      depths[top++] = depth + 1;
      nodes[top] = lefts[node];
      depths[top] = depth + 1;
    }
    total += steps / leaves;
  }
  return total;
}

/** Numbers the leaves of a tree from left to right and takes out, for every split, the side that it closes. */
function layOutTree(
  forest: ForestGraph,
  root: number,
  firstWord: number,
  layout: ForestLayout,
  indexOfColumn: ReadonlyMap<number, number>,
): void {
  const firstLeaf = firstWord * LEAVES_PER_WORD;
  const nodes = fromLeftToRight(forest, root);
  const below = leavesBelow(forest, nodes);
  let leaf = firstLeaf;
  for (const node of nodes) {
    const column = forest.features[node];
    if (column < 0) {
      layout.leaves[leaf++] = forest.values[node];
      continue;
    }
    const left = below(forest.lefts[node]);
    const right = below(forest.rights[node]);
    const i = indexOfColumn.get(column) ?? -1;
    const cutEnd = layout.cutStarts[i + 1];
    const cut = indexOfCut(layout.cuts, layout.cutStarts[i], cutEnd, forest.values[node]);
    const intervals = cutEnd - layout.cutStarts[i] + 1;
    const start = layout.tableStarts[i];
    // Up to the cut a value is less than the threshold and goes left, which closes the right side.
    closeLeaves(layout, start, start + cut + 1, firstLeaf, right);
    closeLeaves(layout, start + cut + 1, start + intervals, firstLeaf, left);
    closeLeaves(
      layout,
      start + intervals,
      start + intervals + 1,
      firstLeaf,
      forest.missingLeft[node] ? right : left,
    );
  }
}

/** The nodes of a tree, each before what is below it, left before right; with an own stack since trees can be deep. */
function fromLeftToRight({ features, lefts, rights }: ForestGraph, root: number): number[] {
  const nodes: number[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    if (features[node] >= 0) stack.push(rights[node], lefts[node]);
  }
  return nodes;
}

/** Which leaves of a tree, counted from left to right, are below each of its nodes. */
function leavesBelow(
  { features, lefts, rights }: ForestGraph,
  nodes: readonly number[],
): (node: number) => { readonly from: number; readonly to: number } {
  const ranges = new Map<number, { readonly from: number; readonly to: number }>();
  const below = (node: number): { readonly from: number; readonly to: number } =>
    ranges.get(node) ?? { from: 0, to: 0 };
  let leaf = nodes.filter(node => features[node] < 0).length;
  for (const node of nodes.toReversed()) {
    ranges.set(
      node,
      features[node] < 0
        ? { from: --leaf, to: leaf + 1 }
        : { from: below(lefts[node]).from, to: below(rights[node]).to },
    );
  }
  return below;
}

/** Takes the leaves `closed` of a tree out of some entries, a word at a time. */
function closeLeaves(
  { table, wordCount }: ForestLayout,
  firstEntry: number,
  endEntry: number,
  firstLeaf: number,
  closed: { readonly from: number; readonly to: number },
): void {
  const end = firstLeaf + closed.to;
  for (let leaf = firstLeaf + closed.from; leaf < end;) {
    const word = leaf >>> 5;
    const wordEnd = Math.min(end, (word + 1) * LEAVES_PER_WORD);
    const open = ~(firstBits(wordEnd - leaf) << (leaf & 31));
    for (let entry = firstEntry; entry < endEntry; entry++) table[entry * wordCount + word] &= open;
    leaf = wordEnd;
  }
}

/** A word whose lowest `count` bits, 1 to 32, are set. */
function firstBits(count: number): number {
  return -1 >>> (LEAVES_PER_WORD - count);
}

function indexOfCut(cuts: Float32Array, start: number, end: number, value: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low - start;
}
