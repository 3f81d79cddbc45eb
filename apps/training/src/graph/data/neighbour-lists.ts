import { neighboursOf } from '@reckit/artifacts';
import type { Graph } from '@reckit/embedding';
import type { IndexLists } from '@reckit/evaluation';

/** The neighbours of each node, whichever way edges lead, rising. */
export function neighbourLists({ nodes, arcs, isDirected }: Graph): IndexLists {
  const { starts, targets } = arcs;
  // The arcs of an undirected graph are there in both directions already.
  if (!isDirected) {
    return { offsets: starts, indices: new Uint32Array(targets.buffer, targets.byteOffset, targets.length) };
  }
  const lists = neighboursOf(nodes.length, take => {
    for (let node = 0; node < nodes.length; node++) {
      for (let arc = starts[node]; arc < starts[node + 1]; arc++) take(node, targets[arc]);
    }
  });
  return { offsets: lists.starts, indices: lists.targets };
}
