import { componentsOf, type Components } from '@reckit/embedding';
import { MissingWords } from '@reckit/features';
import { quoted } from '@reckit/messages';
import type { Console } from '../run/console';
import type { GraphData } from './data/read-graph';

/** What a graph is, in figures. */
export interface GraphFigures extends Components {
  readonly nodes: number;
  readonly edges: number;
  readonly selfLoops: number;
  /** Nodes without an edge to another, which get no vector. */
  readonly alone: number;
  readonly meanNeighbours: number;
  readonly mostNeighbours: number;
}

/** @param neighbourCounts - of each node in either direction */
export function figuresOf({ graph, neighbours }: GraphData, neighbourCounts: Uint32Array): GraphFigures {
  const alone = neighbourCounts.reduce((sum, count) => sum + Number(count === 0), 0);
  const parts = componentsOf(neighbours.offsets, neighbours.indices);
  return {
    nodes: graph.nodes.length,
    edges: graph.edgeCount,
    selfLoops: graph.selfLoopCount,
    alone,
    meanNeighbours: neighbours.indices.length / graph.nodes.length,
    mostNeighbours: neighbourCounts.reduce((most, count) => Math.max(most, count), 0),
    // A node by itself is no part worth telling.
    count: parts.count - alone,
    largest: parts.largest,
  };
}

/** Says what was read, and what of it is left out. */
export function sayWhatIsThere(
  console: Console,
  file: string,
  { graph, rowCount, weightColumn }: GraphData,
  { nodes, edges, selfLoops, alone, count: parts, largest, meanNeighbours, mostNeighbours }: GraphFigures,
): void {
  const weighted = weightColumn === null ? 'weights all alike' : `weights from the column ${weightColumn}`;
  console.fact('Data', `${file}, ${shown(rowCount)} rows`);
  console.fact(
    'Graph',
    `${shown(nodes)} nodes, ${shown(edges)} edges, ${graph.isDirected ? 'directed' : 'undirected'}, ${weighted}`,
  );
  console.fact(
    'Neighbours',
    `${meanNeighbours.toFixed(1)} on average, ${shown(mostNeighbours)} at most; ${parts === 1 ? 'all connected' : `${shown(parts)} parts, the largest of ${shown(largest)} nodes`}`,
  );
  if (selfLoops > 0) {
    console.warn(
      selfLoops === 1
        ? '1 edge leads from a node to itself, and is left out.'
        : `${shown(selfLoops)} edges lead from a node to itself, and are left out.`,
    );
  }
  if (alone > 0) {
    console.warn(
      alone === 1
        ? '1 node has no edge to another: it gets no vector, and is unknown when served.'
        : `${shown(alone)} nodes have no edge to another: they get no vector, and are unknown when served.`,
    );
  }
  for (const gap of gapsAmong(graph.nodes)) {
    console.warn(`There is a node ${quoted(gap)}: if it stands for an id that is missing, remove its rows.`);
  }
}

/** Nodes with the name of a gap, as programs write one. */
function gapsAmong(nodes: readonly string[]): string[] {
  const words = new MissingWords();
  return nodes.filter(node => words.hasText(node));
}

function shown(n: number): string {
  return n.toLocaleString('en-US');
}
