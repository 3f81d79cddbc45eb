/** Pairs of nodes of a graph, by their numbers. */
export interface Links {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}
