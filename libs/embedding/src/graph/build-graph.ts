import { BadEmbeddingInput } from '../errors';
import type { Graph } from './graph';
import { graphOfRows } from './graph-of-rows';
import { sortedRows, type NumberedEdges } from './sorted-rows';

/** Edges column by column. */
export interface EdgeColumns extends NumberedEdges {
  /** The ids of the nodes, by their numbers. */
  readonly nodes: readonly string[];
}

/**
 * Makes a graph of columns of edges. An edge that is there more than once has the sum of its weights, and is one edge in a
 * graph without weights. An edge of weight 0 is none, and one from a node to itself is left out; their nodes are known
 * all the same.
 *
 * @param isDirected - whether an edge leads from its first node to its second alone
 * @throws BadEmbeddingInput if there is no edge between two nodes
 */
export function buildGraph({ nodes, ...edges }: EdgeColumns, isDirected: boolean): Graph {
  const rows = sortedRows(nodes.length, edges, isDirected);
  if (rows.targets.length === 0) {
    throw new BadEmbeddingInput(
      nodes.length === 0
        ? 'The graph is empty: there are no edges.'
        : `The graph has no edge between two nodes (of ${nodes.length}): there are no neighbours to learn from.`,
    );
  }
  let selfLoopCount = 0;
  for (let edge = 0; edge < edges.from.length; edge++)
    if (edges.from[edge] === edges.to[edge]) selfLoopCount++;
  return graphOfRows({ nodes, isDirected, selfLoopCount }, rows);
}
