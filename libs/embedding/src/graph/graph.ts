/** A graph in compressed sparse rows, in memory that threads share. */
export interface Graph {
  /** The ids of the nodes, in the order in which the edges name them. */
  readonly nodes: readonly string[];
  readonly arcs: Arcs;
  readonly isDirected: boolean;
  /** Different edges, an undirected one once. */
  readonly edgeCount: number;
  /** Edges from a node to itself, which were left out: a walk that stays says nothing about neighbours. */
  readonly selfLoopCount: number;
  /** Nodes that no edge leaves; a walk ends there. */
  readonly deadEndCount: number;
}

/** The ways from node to node: those of node `v` from `starts[v]` up to `starts[v + 1]`, by ascending target. */
export interface Arcs {
  /** [nodes + 1] */
  readonly starts: Uint32Array<SharedArrayBuffer>;
  readonly targets: Int32Array<SharedArrayBuffer>;
  /** Null where all weigh 1. */
  readonly weighted: ArcWeights | null;
}

export interface ArcWeights {
  readonly weights: Float32Array<SharedArrayBuffer>;
  /** The sum of each row, [nodes]. */
  readonly sums: Float64Array<SharedArrayBuffer>;
  /** Draws from each row by weight, see `fillAliasTable`; [arcs, 2], slots numbered within their row. */
  readonly aliases: Uint32Array<SharedArrayBuffer>;
}

/** Where the arc from one node to another is; -1 if there is none. */
export function arcBetween({ starts, targets }: Arcs, from: number, to: number): number {
  let low = starts[from];
  let high = starts[from + 1] - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const target = targets[middle];
    if (target === to) return middle;
    if (target < to) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
