import type { ForestGraph } from '../src/forest-graph/forest-graph';

/** The sums of the leaves that rows come to, found by walking down the trees as ONNX defines it: [rows, outputs]. */
export function plainMargins(forest: ForestGraph, rows: Float32Array, rowCount: number): Float32Array {
  const { treeStarts, treeOutputs, features, values, lefts, rights, missingLeft, outputCount, width } =
    forest;
  const sums = new Float32Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row++) {
    const columns = allColumns(forest, rows.subarray(row * width, (row + 1) * width));
    for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
      let node = treeStarts[tree];
      for (let column = features[node]; column >= 0; column = features[node]) {
        const value = columns[column];
        const goesLeft = Number.isNaN(value) ? missingLeft[node] === 1 : value < values[node];
        node = goesLeft ? lefts[node] : rights[node];
      }
      sums[row * outputCount + treeOutputs[tree]] += values[node];
    }
  }
  return sums;
}

/** The columns of a row, and those that are derived from its categories. */
function allColumns({ categories }: ForestGraph, row: Float32Array): readonly number[] {
  const derived = categories.flatMap(({ column, classOfEntry, members, bytesPerClass }) => {
    const code = Math.max(-1, Math.min(Math.floor(row[column]), classOfEntry.length - 2));
    const first = Number.isNaN(code) ? 0 : classOfEntry[code + 1] * bytesPerClass;
    return Array.from({ length: 8 * bytesPerClass }, (_, set) =>
      Number.isNaN(code) ? NaN : (members[first + (set >>> 3)] >>> (set & 7)) & 1,
    );
  });
  return [...row, ...derived];
}
