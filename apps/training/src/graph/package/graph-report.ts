import type { VectorTable, Vocabulary } from '@reckit/embedding';
import { degreeCurve, trainingReport, type ReportedNeighbours } from '@reckit/evaluation';
import { neighboursOf } from '../../embedding/nearest/neighbours-of';
import { initialFacts } from '../../run/init/initial-version';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import type { GraphData } from '../data/read-graph';
import type { GraphFigures } from '../describe-graph';
import type { GraphFindings } from '../measure/measure-links';
import type { GraphFlags } from '../settings/graph-flags';
import { GRAPH_MODEL } from './graph-package';

/** What the report of a graph is made of. */
export interface ReportedGraph {
  readonly data: GraphData;
  readonly figures: GraphFigures;
  /** Of each node in either direction. */
  readonly neighbourCounts: Uint32Array;
  readonly vocabulary: Vocabulary;
  readonly table: VectorTable;
  readonly training: TrainedModel['training'];
  /** Null where nothing was held out. */
  readonly findings: GraphFindings | null;
}

/** The settings that are shown, by their names in the manifest. */
const SETTINGS = {
  walks_per_node: 'Walks from each node',
  walk_length: 'Nodes of a walk',
  p: 'p, against going back',
  q: 'q, against going away',
  steps: 'Nodes of all walks',
  algorithm: 'Algorithm',
  dim: 'Numbers in a vector',
  window: 'Window',
  min_count: 'Least visits of a node',
  epochs: 'Epochs',
  learning_rate: 'Learning rate',
  negatives: 'Negatives',
  negative_exponent: 'Negatives drawn by visits to the power',
  sample: 'Left out by chance above the share',
  workers: 'Threads',
  seconds: 'Seconds',
} as const;

const SHOWN = 20;
const NEAREST = 8;

/** The report page of a training on a graph. */
export function graphReport(
  { data: source, flags, initial, version, createdAt }: TrainingRun<GraphFlags>,
  { data, figures, neighbourCounts, vocabulary, table, training, findings }: ReportedGraph,
): string {
  const { graph, rowCount, weightColumn } = data;
  return trainingReport({
    model: GRAPH_MODEL.name,
    version,
    createdAt: createdAt.toISOString(),
    facts: [
      { name: 'Data', value: source.shown },
      ...initialFacts(initial),
      { name: 'Rows', value: rowCount },
      { name: 'Nodes', value: figures.nodes },
      { name: 'Of these with a vector', value: table.ids.length },
      { name: 'Edges', value: figures.edges },
      { name: 'Direction of edges', value: graph.isDirected ? 'counts' : 'does not count' },
      { name: 'Weights', value: weightColumn === null ? 'all alike' : `column ${weightColumn}` },
      ...(figures.selfLoops > 0
        ? [{ name: 'Edges from a node to itself, left out', value: figures.selfLoops }]
        : []),
      ...(figures.alone > 0 ? [{ name: 'Nodes without an edge to another', value: figures.alone }] : []),
      { name: 'Parts that no edge connects', value: figures.count },
      { name: 'Nodes of the largest', value: figures.largest },
      { name: 'Neighbours of a node on average', value: Number(figures.meanNeighbours.toFixed(2)) },
      { name: 'Neighbours of a node at most', value: figures.mostNeighbours },
      ...(findings ? [{ name: 'Measured by', value: 'a training without the edges to be found' }] : []),
      ...Object.entries(SETTINGS).map(([entry, name]) => ({ name, value: shown(training[entry]) })),
      { name: 'Seed', value: String(flags.seed) },
    ],
    ...(findings?.links && {
      links: findings.links,
      ...(findings.links.roc && { roc: { ...findings.links.roc, auc: findings.links.methods[0].auc } }),
    }),
    ...(findings && { retrieval: findings.retrieval }),
    degrees: degreeCurve(neighbourCounts),
    neighbours: nearestToBestConnected(table, vocabulary, neighbourCounts),
  });
}

/** What is nearest to the nodes with the most neighbours. */
function nearestToBestConnected(
  table: VectorTable,
  { ranks }: Vocabulary,
  neighbourCounts: Uint32Array,
): ReportedNeighbours[] {
  const nodes = Uint32Array.from(neighbourCounts.keys())
    .filter(node => ranks[node] >= 0)
    .sort((a, b) => neighbourCounts[b] - neighbourCounts[a] || a - b)
    .slice(0, SHOWN);
  const rows = Array.from(nodes, node => ranks[node]);
  return neighboursOf(table, rows, NEAREST).map((found, i) => ({
    id: table.ids[rows[i]],
    count: neighbourCounts[nodes[i]],
    neighbours: found.map(near => ({ id: table.ids[near.row], similarity: near.similarity })),
  }));
}

function shown(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}
