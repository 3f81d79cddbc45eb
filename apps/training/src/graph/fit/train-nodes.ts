import {
  closeCorpus,
  createVocabulary,
  walkGraph,
  type Graph,
  type KnownVectors,
  type TrainingSettings,
  type Vocabulary,
  type WalkSettings,
} from '@reckit/embedding';
import { fitVectors } from '../../embedding/fit/fit-vectors';
import type { Console } from '../../run/console';
import { BadTrainingRun } from '../../run/errors';

/** How vectors of nodes are made. */
export interface NodeSettings {
  readonly walks: WalkSettings;
  readonly training: TrainingSettings;
  /** Nodes that are come to less often have no vector. */
  readonly minCount: number;
}

/** Vectors of nodes. */
export interface NodeVectors {
  /** The nodes by the rows of their vectors, those that walks come to most often first. */
  readonly vocabulary: Vocabulary;
  /** Row-major [words, dim]. */
  readonly vectors: Float32Array;
  /** Nodes of all walks. */
  readonly steps: number;
}

/**
 * Walks through a graph and learns from the walks. A node without an edge gets no vector, as there is nothing to learn it
 * from: one left as it began would be near whatever chance has put beside it.
 *
 * @param neighbourCounts - of each node in either direction
 * @param known - vectors of a version that is gone on from
 * @throws BadEmbeddingInput, BadTrainingRun
 */
export async function trainNodes(
  console: Console,
  graph: Graph,
  neighbourCounts: Uint32Array,
  { walks, training, minCount }: NodeSettings,
  known: KnownVectors | null = null,
): Promise<NodeVectors> {
  const progress = console.percent('Walks');
  const { corpus, visits } = await walkGraph(graph, walks, {
    onProgress: ({ share, perSecond }) =>
      progress.step(100 * share, `${Math.round(perSecond).toLocaleString('en-US')} steps/s`),
  }).finally(() => progress.end());
  try {
    const counts = visits.map((count, node) => (neighbourCounts[node] === 0 ? 0 : count));
    const most = counts.reduce((most, count) => Math.max(most, count), 0);
    if (most < minCount) {
      throw new BadTrainingRun(
        `No node is come to ${minCount} times, the most frequent ${most} times: lower --min-count, or take more walks with --num-walks.`,
      );
    }
    const vocabulary = createVocabulary(graph.nodes, counts, minCount);
    const { vectors } = await fitVectors(console, 'steps', corpus, vocabulary, training, known);
    return { vocabulary, vectors, steps: visits.reduce((sum, count) => sum + count, 0) };
  } finally {
    closeCorpus(corpus);
  }
}
