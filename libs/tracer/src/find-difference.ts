import { isDeepStrictEqual } from 'node:util';
import type { Graph } from '@reckit/onnx';
import type { WrittenGraph } from './write-graph';

/** Who caused the first node that is not the same in both graphs; `undefined` if they are equal. */
export function findDifference(left: WrittenGraph, right: WrittenGraph): string | undefined {
  const count = Math.max(left.graph.nodes.length, right.graph.nodes.length);
  for (let index = 0; index < count; index++) {
    if (!sameNode(left.graph, right.graph, index)) {
      return left.callers[index] ?? right.callers[index] ?? 'an output';
    }
  }
  const sameEnds =
    isDeepStrictEqual(left.graph.inputs, right.graph.inputs) &&
    isDeepStrictEqual(left.graph.outputs, right.graph.outputs);
  return sameEnds ? undefined : 'an input or output';
}

function sameNode(left: Graph, right: Graph, index: number): boolean {
  const node = left.nodes[index];
  if (node === undefined || !isDeepStrictEqual(node, right.nodes[index])) return false;
  return node.inputs.every(input => isDeepStrictEqual(left.constants.get(input), right.constants.get(input)));
}
