import type { CategorySplits, ForestWalks, NumberSplits, SplitsPart } from '@reckit/kernels';
import type { ForestGraph } from '@reckit/onnx';

/** A forest to walk down, as plain data, so that one process can prepare it for another. */
export interface WalkLayout {
  readonly walks: ForestWalks;
  readonly link: ForestGraph['link'];
}

/** Half a word each: the ranks of a slot, and the slots, the first of which is that of the leaves. */
const MOST_RANKS = 65_535;
const MOST_SLOTS = 65_536;
/** The kernel counts bits in 32 of them; this leaves as much again for all the rest. */
const MOST_BYTES = 256 * 1024 * 1024;
const BYTES_PER_NODE = 12;

/** Lays a forest out to be walked down by the kernel; null for one that it has no room for. */
export function layOutWalk(forest: ForestGraph): WalkLayout | null {
  const { features, categories, treeOutputs, outputCount, link } = forest;
  const memberBytes = categories.reduce((sum, { members }) => sum + members.byteLength, 0);
  if (features.length * BYTES_PER_NODE + memberBytes > MOST_BYTES) return null;
  const sources = new Sources(forest);
  const splits = splitsOf(forest, sources);
  if (!splits) return null;
  return {
    walks: { splits: splits.all, ...layOutTrees(forest, sources, splits), treeOutputs, outputCount },
    link,
  };
}

/** What nodes ask: a column of the input for a number, or for a category, which has many derived columns. */
class Sources {
  readonly count: number;
  readonly #width: number;
  /** By derived column. */
  readonly #sourceOfDerived: Int32Array;
  readonly #rankOfDerived: Int32Array;

  constructor({ width, categories }: ForestGraph) {
    this.#width = width;
    this.count = width + categories.length;
    const setCounts = categories.map(({ bytesPerClass }) => 8 * bytesPerClass);
    this.#sourceOfDerived = Int32Array.from(setCounts.flatMap((count, i) => new Array<number>(count).fill(width + i)));
    this.#rankOfDerived = Int32Array.from(setCounts.flatMap(count => [...new Array<number>(count).keys()]));
  }

  sourceOf(feature: number): number {
    return feature < this.#width ? feature : this.#sourceOfDerived[feature - this.#width];
  }

  /** The set that a derived column stands for. */
  setOf(feature: number): number {
    return this.#rankOfDerived[feature - this.#width];
  }
}

/** The splits by what they ask, and where their slots are. */
interface Splits {
  readonly all: readonly (NumberSplits | CategorySplits)[];
  /** [sources] Thresholds of those that are numbers. */
  readonly thresholds: readonly Float32Array[];
  /** [sources, 2] The slot of the first ranks of a source where missing values go right, and where they go left. */
  readonly firstSlots: Int32Array;
  /** [sources] How many slots further the next ranks are. */
  readonly slotSteps: Int32Array;
}

/** Null for more than there can be, or a threshold with which nothing compares. */
function splitsOf(forest: ForestGraph, sources: Sources): Splits | null {
  const { features, missingLeft, width, categories } = forest;
  const goesMissing = new Uint8Array(2 * sources.count);
  for (let node = 0; node < features.length; node++) {
    if (features[node] >= 0) goesMissing[2 * sources.sourceOf(features[node]) + missingLeft[node]] = 1;
  }
  const thresholds = thresholdsOf(forest);
  if (!thresholds) return null;
  const all: (NumberSplits | CategorySplits)[] = [];
  const firstSlots = new Int32Array(2 * sources.count);
  const slotSteps = new Int32Array(sources.count);
  let slot = 1;
  for (let source = 0; source < sources.count; source++) {
    const sides = [0, 1].filter(side => goesMissing[2 * source + side] === 1);
    if (sides.length === 0) continue;
    const category = categories.at(source - width);
    const isNumber = source < width;
    const rankCount = isNumber || !category ? thresholds[source].length : 8 * category.bytesPerClass;
    const parts: SplitsPart[] = [];
    for (let first = 0; first < rankCount; first += MOST_RANKS) {
      const count = Math.min(MOST_RANKS, rankCount - first);
      for (const side of sides) parts.push({ first, count, missingLeft: side === 1 });
    }
    sides.forEach((side, i) => (firstSlots[2 * source + side] = slot + i));
    slotSteps[source] = sides.length;
    slot += parts.length;
    all.push(
      isNumber || !category
        ? { column: source, thresholds: thresholds[source], parts }
        : { ...category, parts },
    );
  }
  return slot > MOST_SLOTS ? null : { all, thresholds, firstSlots, slotSteps };
}

/** The thresholds of each column of the input, ascending, each once; null if there is one that is none. */
function thresholdsOf({ features, values, width }: ForestGraph): Float32Array[] | null {
  const counts = new Int32Array(width);
  for (let node = 0; node < features.length; node++) {
    const column = features[node];
    if (column >= width) {
      // A derived column is 0 or 1.
      if (!(values[node] > 0 && values[node] <= 1)) return null;
    } else if (column >= 0) counts[column]++;
  }
  const gathered = Array.from(counts, count => new Float32Array(count));
  const filled = new Int32Array(width);
  for (let node = 0; node < features.length; node++) {
    const column = features[node];
    if (column >= 0 && column < width) gathered[column][filled[column]++] = values[node];
  }
  const distinct = gathered.map(each => each.sort().filter((value, i, sorted) => value !== sorted[i - 1]));
  return distinct.some(each => Number.isNaN(each.at(-1))) ? null : distinct;
}

/**
 * Lays out the nodes tree by tree, level by level, so that what all rows come past is together, and two siblings in the
 * same line of the cache.
 */
function layOutTrees(
  forest: ForestGraph,
  sources: Sources,
  { thresholds, firstSlots, slotSteps }: Splits,
): Pick<ForestWalks, 'nodes' | 'values' | 'roots' | 'depths'> {
  const { treeStarts, features, lefts, rights, missingLeft, width } = forest;
  const treeCount = treeStarts.length - 1;
  // A root comes alone, and would part the siblings after it.
  const room = features.length + treeCount;
  const nodes = new Uint32Array(2 * room);
  const values = new Float32Array(room);
  const roots = new Int32Array(treeCount);
  const depths = new Int32Array(treeCount);
  const order = new Int32Array(room);
  let next = 0;
  for (let tree = 0; tree < treeCount; tree++) {
    const root = ++next;
    roots[tree] = root;
    order[next++] = treeStarts[tree];
    for (let at = root, levelEnd = next; at < next; at++) {
      if (at === levelEnd) {
        depths[tree]++;
        levelEnd = next;
      }
      const node = order[at];
      const feature = features[node];
      if (feature < 0) {
        nodes[2 * at + 1] = at;
        values[at] = forest.values[node];
        continue;
      }
      const source = sources.sourceOf(feature);
      const rank =
        feature < width ? indexOf(thresholds[feature], forest.values[node]) : sources.setOf(feature);
      const part = Math.floor(rank / MOST_RANKS);
      const slot = firstSlots[2 * source + missingLeft[node]] + part * slotSteps[source];
      nodes[2 * at] = slot * 65_536 + (rank - part * MOST_RANKS);
      nodes[2 * at + 1] = next;
      order[next++] = lefts[node];
      order[next++] = rights[node];
    }
  }
  return { nodes, values, roots, depths };
}

/** Where a value is in an ascending list. */
function indexOf(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
