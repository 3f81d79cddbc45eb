/** Edges by the numbers of their nodes. */
export interface NumberedEdges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Finite and not negative; null where all weigh 1. */
  readonly weights: Float32Array | null;
}

/** Arcs by their first node, those of each by ascending second node, each pair of nodes once. */
export interface Rows {
  readonly starts: Uint32Array<SharedArrayBuffer>;
  readonly targets: Int32Array<SharedArrayBuffer>;
  readonly weights: Float32Array<SharedArrayBuffer> | null;
}

/**
 * Sorts the arcs of edges, and makes one of those between the same nodes, with the sum of their weights. Edges from a
 * node to itself and those of weight 0 are left out. Beside the edges it takes twice the memory of the rows.
 *
 * @param isDirected - whether an edge leads from its first node to its second alone
 */
export function sortedRows(nodeCount: number, edges: NumberedEdges, isDirected: boolean): Rows {
  // By the second node first: taken in this order, those of each first node come in the order of the second.
  const { into, outOf } = countArcs(nodeCount, edges, isDirected);
  const arcCount = into[nodeCount];
  const sources = new Int32Array(arcCount);
  const carried = edges.weights && new Float32Array(arcCount);
  const places = into.slice();
  eachArc(edges, isDirected, (from, to, edge) => {
    const place = places[to]++;
    sources[place] = from;
    if (carried && edges.weights) carried[place] = edges.weights[edge];
  });

  const targets = new Int32Array(new SharedArrayBuffer(arcCount * Int32Array.BYTES_PER_ELEMENT));
  const weights =
    carried && new Float32Array(new SharedArrayBuffer(arcCount * Float32Array.BYTES_PER_ELEMENT));
  const ends = outOf.slice(0, nodeCount);
  for (let to = 0; to < nodeCount; to++) {
    for (let place = into[to]; place < into[to + 1]; place++) {
      const from = sources[place];
      const end = ends[from];
      if (end > outOf[from] && targets[end - 1] === to) {
        if (weights && carried) weights[end - 1] += carried[place];
        continue;
      }
      targets[end] = to;
      if (weights && carried) weights[end] = carried[place];
      ends[from]++;
    }
  }
  return closedUp(outOf, ends, targets, weights);
}

function eachArc(
  { from, to, weights }: NumberedEdges,
  isDirected: boolean,
  take: (from: number, to: number, edge: number) => void,
): void {
  for (let edge = 0; edge < from.length; edge++) {
    const [a, b] = [from[edge], to[edge]];
    if (a === b || (weights && weights[edge] === 0)) continue;
    take(a, b, edge);
    if (!isDirected) take(b, a, edge);
  }
}

/** Where the arcs into each node begin, and those out of it, [nodes + 1]. */
function countArcs(
  nodeCount: number,
  edges: NumberedEdges,
  isDirected: boolean,
): Readonly<Record<'into' | 'outOf', Uint32Array>> {
  const into = new Uint32Array(nodeCount + 1);
  const outOf = new Uint32Array(nodeCount + 1);
  eachArc(edges, isDirected, (from, to) => {
    outOf[from + 1]++;
    into[to + 1]++;
  });
  for (let node = 0; node < nodeCount; node++) {
    outOf[node + 1] += outOf[node];
    into[node + 1] += into[node];
  }
  return { into, outOf };
}

/** Moves the rows together, where arcs that were there more than once have left room between them. */
function closedUp(
  begins: Uint32Array,
  ends: Uint32Array,
  targets: Int32Array<SharedArrayBuffer>,
  weights: Float32Array<SharedArrayBuffer> | null,
): Rows {
  const starts = new Uint32Array(new SharedArrayBuffer(begins.length * Uint32Array.BYTES_PER_ELEMENT));
  for (let node = 0; node < ends.length; node++) {
    const start = starts[node];
    starts[node + 1] = start + ends[node] - begins[node];
    if (start === begins[node]) continue;
    targets.copyWithin(start, begins[node], ends[node]);
    weights?.copyWithin(start, begins[node], ends[node]);
  }
  const count = starts[ends.length];
  return { starts, targets: targets.subarray(0, count), weights: weights && weights.subarray(0, count) };
}
