import {
  QUESTIONS_AT_ONCE,
  type CategoryQuestions,
  type ForestWalks,
  type NumberQuestions,
} from '@reckit/kernels';
import type { ForestGraph } from '@reckit/onnx';

/** A forest to walk down, as plain data, so that one process can prepare it for another. */
export interface WalkLayout {
  readonly walks: ForestWalks;
  readonly link: ForestGraph['link'];
  readonly calibration: ForestGraph['calibration'];
}

/** What a service may hold of one forest. */
const MOST_BYTES = 512 * 1024 * 1024;
const BYTES_PER_NODE = 12;
/** With more questions, all answered before the first step, ONNX Runtime is faster: a question costs some 0.05 ns, a step there 20. */
const MOST_QUESTIONS_PER_STEP = 256;

/** Lays a forest out to be walked down by the kernel; null for one that is too large, or asks what the kernel cannot answer. */
export function layOutWalk(forest: ForestGraph): WalkLayout | null {
  const { features, categories, treeOutputs, outputCount, link, calibration } = forest;
  const memberBytes = categories.reduce((sum, { members }) => sum + members.byteLength, 0);
  if (features.length * BYTES_PER_NODE + memberBytes > MOST_BYTES) return null;
  const sources = new Sources(forest);
  const asked = questionsOf(forest, sources);
  if (!asked) return null;
  const { questions, questionCount } = asked;
  const trees = layOutTrees(forest, sources, asked);
  const steps = trees.depths.reduce((sum, depth) => sum + depth, 1);
  if (questionCount > MOST_QUESTIONS_PER_STEP * steps) return null;
  return { walks: { questions, questionCount, ...trees, treeOutputs, outputCount }, link, calibration };
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
    this.#sourceOfDerived = Int32Array.from(
      setCounts.flatMap((count, i) => new Array<number>(count).fill(width + i)),
    );
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

/** The questions of all nodes, each once. */
interface Asked extends Pick<ForestWalks, 'questions' | 'questionCount'> {
  /** [sources] Thresholds of those that are numbers. */
  readonly thresholds: readonly Float32Array[];
  /** [sources, 2] The first question of a source where missing values go right, and where they go left. */
  readonly firsts: Int32Array;
}

/** Null if there is a threshold with which nothing compares. */
function questionsOf(forest: ForestGraph, sources: Sources): Asked | null {
  const { features, missingLeft, width, categories } = forest;
  const thresholds = thresholdsOf(forest);
  if (!thresholds) return null;
  const isAsked = new Uint8Array(2 * sources.count);
  for (let node = 0; node < features.length; node++) {
    if (features[node] >= 0) isAsked[2 * sources.sourceOf(features[node]) + missingLeft[node]] = 1;
  }
  const questions: (NumberQuestions | CategoryQuestions)[] = [];
  const firsts = new Int32Array(2 * sources.count);
  let questionCount = QUESTIONS_AT_ONCE;
  const partsOf = (source: number, count: number): NumberQuestions['parts'] =>
    [0, 1]
      .filter(side => isAsked[2 * source + side] === 1)
      .map(side => {
        const first = questionCount;
        firsts[2 * source + side] = first;
        questionCount += Math.ceil(count / QUESTIONS_AT_ONCE) * QUESTIONS_AT_ONCE;
        return { first, missingLeft: side === 1 };
      });
  thresholds.forEach((each, column) => {
    const parts = partsOf(column, each.length);
    if (parts.length > 0) questions.push({ column, thresholds: each, parts });
  });
  categories.forEach((category, i) => {
    const parts = partsOf(width + i, 8 * category.bytesPerClass);
    if (parts.length > 0) questions.push({ ...category, parts });
  });
  return { questions, questionCount, thresholds, firsts };
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
  { thresholds, firsts }: Asked,
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
      nodes[2 * at] = firsts[2 * source + missingLeft[node]] + rank;
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
