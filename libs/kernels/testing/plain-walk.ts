import type { ForestWalks } from '../src/forest-walk';

const QUESTION_OF_LEAVES = 0;

/** What `ForestWalkKernel` computes, row by row and tree by tree: [rowCount, outputs]. */
export function plainWalk(
  walks: ForestWalks,
  rows: Float32Array,
  rowCount: number,
  width: number,
): Float32Array {
  const { nodes, roots, treeOutputs, values, outputCount } = walks;
  const sums = new Float32Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row++) {
    const inputs = rows.subarray(row * width, (row + 1) * width);
    roots.forEach((root, tree) => {
      let node = root;
      while (nodes[2 * node] !== QUESTION_OF_LEAVES) {
        node = nodes[2 * node + 1] + Number(answerTo(walks, nodes[2 * node], inputs));
      }
      sums[row * outputCount + treeOutputs[tree]] += values[node];
    });
  }
  return sums;
}

/** Whether a row goes right. */
function answerTo({ questions }: ForestWalks, question: number, inputs: Float32Array): boolean {
  for (const asked of questions) {
    const isNumber = 'thresholds' in asked;
    const count = isNumber ? asked.thresholds.length : 8 * asked.bytesPerClass;
    for (const { first, missingLeft } of asked.parts) {
      const rank = question - first;
      if (rank < 0 || rank >= count) continue;
      const value = inputs[asked.column];
      if (Number.isNaN(value)) return !missingLeft;
      if (isNumber) return value >= asked.thresholds[rank];
      const { classOfEntry, members, bytesPerClass } = asked;
      const entry = Math.min(Math.max(Math.floor(value), -1), classOfEntry.length - 2) + 1;
      return ((members[classOfEntry[entry] * bytesPerClass + (rank >>> 3)] >>> (rank & 7)) & 1) === 1;
    }
  }
  throw new Error(`Nothing asks the question ${question}.`);
}
