import { readGraph, type ReadNode } from './read-graph';

/**
 * How many splits lie between the root and a leaf of the deepest tree in a graph, looked for where there can be more
 * than `limit`.
 *
 * @returns 0 where no tree has enough nodes for more than `limit`
 * @throws Error if the bytes are no ONNX file
 */
export function deepestTree(onnx: Uint8Array, limit: number): number {
  const counted = readGraph(onnx, name => name === 'nodes_treeids');
  const mayBeDeep = counted.nodes.some(node => largestTree(intsOf(node, 'nodes_treeids')) > 2 * limit);
  if (!mayBeDeep) return 0;
  const wanted = ['nodes_treeids', 'nodes_nodeids', 'nodes_modes', 'nodes_truenodeids', 'nodes_falsenodeids'];
  const { nodes } = readGraph(onnx, name => wanted.includes(name));
  return nodes.reduce((deepest, node) => Math.max(deepest, depthOf(node)), 0);
}

function intsOf(node: ReadNode, name: string): Int32Array {
  return node.attributes.get(name)?.ints ?? new Int32Array();
}

function largestTree(treeIds: Int32Array): number {
  const counts = new Map<number, number>();
  for (const id of treeIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** Level by level from all roots at once, so that deep trees need no stack. */
function depthOf(node: ReadNode): number {
  const treeIds = intsOf(node, 'nodes_treeids');
  const nodeIds = intsOf(node, 'nodes_nodeids');
  const modes = node.attributes.get('nodes_modes')?.texts ?? [];
  const children = [intsOf(node, 'nodes_truenodeids'), intsOf(node, 'nodes_falsenodeids')];
  const positionOf = nodePositions(treeIds, nodeIds);
  const isKnown = new Uint8Array(treeIds.length);
  let level = [...treeIds.keys()].filter(i => treeIds[i] !== treeIds[i - 1]);
  let depth = -1;
  for (; level.length > 0; depth++) {
    const next: number[] = [];
    for (const at of level) {
      if (isKnown[at] === 1) continue;
      isKnown[at] = 1;
      if (modes[at] === 'LEAF') continue;
      for (const ids of children) {
        const child = positionOf(treeIds[at], ids[at]);
        if (child !== undefined) next.push(child);
      }
    }
    level = next;
  }
  return Math.max(0, depth);
}

/** Finds a node by its tree and number: at once where the nodes of a tree lie in their order, else in a map. */
function nodePositions(
  treeIds: Int32Array,
  nodeIds: Int32Array,
): (tree: number, id: number) => number | undefined {
  const starts = new Map<number, number>();
  treeIds.forEach((tree, i) => starts.has(tree) || starts.set(tree, i));
  let byKey: Map<string, number> | null = null;
  return (tree, id) => {
    const expected = (starts.get(tree) ?? 0) + id;
    if (treeIds[expected] === tree && nodeIds[expected] === id) return expected;
    byKey ??= new Map(Array.from(treeIds, (each, i) => [`${each} ${nodeIds[i]}`, i]));
    return byKey.get(`${tree} ${id}`);
  };
}
