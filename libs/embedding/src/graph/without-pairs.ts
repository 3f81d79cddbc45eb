import { arcBetween, type Graph } from './graph';
import { graphOfRows } from './graph-of-rows';

/** Pairs of nodes, by their numbers. */
export interface NodePairs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** The graph without the edges of some pairs of nodes, whichever way these lead; its nodes stay, and their numbers. */
export function withoutPairs(graph: Graph, { from, to }: NodePairs): Graph {
  const { nodes, arcs } = graph;
  const isLeftOut = new Uint8Array(arcs.targets.length);
  from.forEach((a, pair) => {
    for (const arc of [arcBetween(arcs, a, to[pair]), arcBetween(arcs, to[pair], a)]) {
      if (arc >= 0) isLeftOut[arc] = 1;
    }
  });
  const count = isLeftOut.length - isLeftOut.reduce((sum, one) => sum + one, 0);
  const starts = new Uint32Array(new SharedArrayBuffer(arcs.starts.byteLength));
  const targets = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  const weights =
    arcs.weighted && new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
  let kept = 0;
  for (let node = 0; node < nodes.length; node++) {
    for (let arc = arcs.starts[node]; arc < arcs.starts[node + 1]; arc++) {
      if (isLeftOut[arc] === 1) continue;
      targets[kept] = arcs.targets[arc];
      if (weights && arcs.weighted) weights[kept] = arcs.weighted.weights[arc];
      kept++;
    }
    starts[node + 1] = kept;
  }
  return graphOfRows(graph, { starts, targets, weights });
}
