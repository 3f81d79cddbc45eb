import type { ForestGraph } from '@reckit/onnx';

/** What a signature computes: an ONNX file; or a forest, of which a file is written only where one is needed. */
export type SignatureGraph = Uint8Array | ForestSource;

export interface ForestSource {
  readonly forest: ForestGraph;
  /** The forest as a file. */
  readonly write: () => Uint8Array;
  /** As many of its first trees as have about so many nodes, as a file. */
  readonly writeFirst: (mostNodes: number) => Uint8Array;
}

export function onnxOf(graph: SignatureGraph): Uint8Array {
  return graph instanceof Uint8Array ? graph : graph.write();
}
