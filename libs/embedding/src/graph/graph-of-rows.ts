import { fillAliasTable } from '@reckit/kernels';
import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';
import type { ArcWeights, Graph } from './graph';
import type { Rows } from './sorted-rows';

/**
 * A graph of rows of arcs, with what walks need to draw from them.
 *
 * @throws BadEmbeddingInput if weights add up to more than a number holds
 */
export function graphOfRows(
  { nodes, isDirected, selfLoopCount }: Pick<Graph, 'nodes' | 'isDirected' | 'selfLoopCount'>,
  rows: Rows,
): Graph {
  const { starts, targets } = rows;
  let deadEndCount = 0;
  for (let node = 0; node < nodes.length; node++) if (starts[node] === starts[node + 1]) deadEndCount++;
  return {
    nodes,
    arcs: { starts, targets, weighted: weightsOf(nodes, rows) },
    isDirected,
    edgeCount: isDirected ? targets.length : targets.length / 2,
    selfLoopCount,
    deadEndCount,
  };
}

function weightsOf(nodes: readonly string[], { starts, weights }: Rows): ArcWeights | null {
  if (!weights) return null;
  const nodeCount = starts.length - 1;
  const sums = new Float64Array(new SharedArrayBuffer(nodeCount * Float64Array.BYTES_PER_ELEMENT));
  const aliases = new Uint32Array(new SharedArrayBuffer(2 * weights.length * Uint32Array.BYTES_PER_ELEMENT));
  for (let node = 0; node < nodeCount; node++) {
    const row = weights.subarray(starts[node], starts[node + 1]);
    for (const weight of row) sums[node] += weight;
    if (sums[node] === Infinity) {
      throw new BadEmbeddingInput(
        `The weights of the edges of ${quoted(nodes[node])} add up to more than a 32-bit float holds: divide all weights.`,
      );
    }
    fillAliasTable(row, aliases.subarray(2 * starts[node], 2 * starts[node + 1]));
  }
  return { weights, sums, aliases };
}
