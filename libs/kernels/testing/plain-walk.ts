import type { ForestWalks } from '../src/forest-walk';

const SLOT_OF_LEAVES = 0;

/** What `ForestWalkKernel` computes, row by row and tree by tree: [rowCount, outputs]. */
export function plainWalk(walks: ForestWalks, rows: Float32Array, rowCount: number, width: number): Float32Array {
  const sums = new Float32Array(rowCount * walks.outputCount);
  for (let row = 0; row < rowCount; row++) {
    const values = rows.subarray(row * width, (row + 1) * width);
    walks.roots.forEach((root, tree) => {
      const leaf = leafOf(walks, values, root);
      sums[row * walks.outputCount + walks.treeOutputs[tree]] += walks.values[leaf];
    });
  }
  return sums;
}

function leafOf({ splits, nodes }: ForestWalks, values: Float32Array, root: number): number {
  const slots = splits.flatMap(each => each.parts.map(part => ({ ...each, part })));
  let node = root;
  for (;;) {
    const slot = nodes[2 * node] >>> 16;
    const rank = nodes[2 * node] & 0xffff;
    if (slot === SLOT_OF_LEAVES) return node;
    node = nodes[2 * node + 1] + (goesRight(slots[slot - 1], rank, values) ? 1 : 0);
  }
}

function goesRight(
  { part, ...asked }: ForestWalks['splits'][number] & { readonly part: ForestWalks['splits'][number]['parts'][number] },
  rank: number,
  values: Float32Array,
): boolean {
  const value = values[asked.column];
  if (Number.isNaN(value)) return !part.missingLeft;
  const at = part.first + rank;
  if ('thresholds' in asked) return value >= asked.thresholds[at];
  const { classOfEntry, members, bytesPerClass } = asked;
  const last = classOfEntry.length - 1;
  const entry = Math.min(Math.max(Math.floor(value), -1), last - 1) + 1;
  return ((members[classOfEntry[entry] * bytesPerClass + (at >>> 3)] >>> (at & 7)) & 1) === 1;
}
