import type { ForestGraph } from '@reckit/onnx';

/** Scores rows by walking down the trees: for forests that are too deep for the kernel and for ONNX Runtime. */
export function walkForest(
  { treeStarts, features, values, lefts, rights, missingLeft, link }: ForestGraph,
  rows: Float32Array,
  rowCount: number,
  width: number,
): Float32Array {
  const scores = new Float32Array(rowCount);
  for (let row = 0, start = 0; row < rowCount; row++, start += width) {
    let sum = Math.fround(0);
    for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
      let node = treeStarts[tree];
      for (let column = features[node]; column >= 0; column = features[node]) {
        const value = rows[start + column];
        const goesLeft = value === value ? value < values[node] : missingLeft[node] === 1;
        node = goesLeft ? lefts[node] : rights[node];
      }
      sum = Math.fround(sum + values[node]);
    }
    scores[row] = link === 'sigmoid' ? 1 / (1 + Math.exp(-sum)) : sum;
  }
  return scores;
}
