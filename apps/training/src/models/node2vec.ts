import { writeSampleData } from '@reckit/data';
import { addGraphFlags, type GraphFlags } from '../graph/settings/graph-flags';
import { GRAPH_MODEL } from '../graph/package/graph-package';
import { trainGraph } from '../graph/train-graph';
import type { TrainingModel } from '../run/training-model';

/** Nodes that are near each other in a graph have vectors near each other. */
export const node2vec: TrainingModel<GraphFlags> = {
  ...GRAPH_MODEL,
  command: 'node2vec',
  description:
    'node2vec: vectors of the nodes of a graph, near each other where walks come from one to the other',
  defaultDataPath: 'data/graph_edges.csv',
  dataFormats: 'CSV, TSV, JSON lines or Parquet, an edge a row',
  dataPathOf: ({ edges }) => edges,
  writeSampleData: file => writeSampleData('graph', file),
  addFlags: addGraphFlags,
  train: trainGraph,
};
