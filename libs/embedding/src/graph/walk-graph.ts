import { BLOCK_LENGTH, closeCorpus, type Corpus, type CorpusStore } from '../corpus/corpus';
import { DEFAULT_MEMORY_BYTES, SEGMENT_BYTES, type CorpusPlace } from '../corpus/corpus-writer';
import { openTemporaryFile } from '../corpus/temporary-file';
import { randomState } from '../random/random-state';
import { Xorshift } from '../random/xorshift';
import { runThreads, type Running } from '../threads/run-threads';
import { SharedWork } from '../threads/shared-work';
import { assertNumber, assertWhole } from '../training/training-settings';
import type { Graph } from './graph';
import { walksInBlock } from './walk-blocks';
import type { WalkBias } from './walker';

/** Which walks are made. */
export interface WalkSettings extends WalkBias {
  /** How many walks start at each node. */
  readonly walksPerNode: number;
  /** How many nodes a walk has, the first included; fewer where no edge leads on. */
  readonly walkLength: number;
  /** Threads; the walks are the same however many there are. */
  readonly workers: number;
  readonly seed: number;
}

/** As the authors of node2vec have them, without bias. */
export const DEFAULT_WALK_SETTINGS: WalkSettings = {
  walksPerNode: 10,
  walkLength: 80,
  p: 1,
  q: 1,
  workers: 1,
  seed: 42,
};

/** Walks as sentences whose words are the numbers of nodes. */
export interface Walks {
  readonly corpus: Corpus;
  /** How often each node was come to. */
  readonly visits: Int32Array;
}

/** Beyond those of the walks. */
const ORDER_STREAM = Number.MAX_SAFE_INTEGER;

/**
 * Walks through a graph from each of its nodes, in threads beside this one.
 *
 * @throws BadEmbeddingInput if a setting is out of its range, or there is no space for so many walks
 * @throws the reason of the signal, if that ends it
 *
 * @example
 * const builder = new GraphBuilder();
 * for (const [from, to] of edges) builder.add(from, to);
 * const graph = builder.finish();
 * const { corpus, visits } = await walkGraph(graph, { ...DEFAULT_WALK_SETTINGS, q: 0.5 });
 * const vectors = await trainVectors(corpus, createVocabulary(graph.nodes, visits, 1), settings);
 */
export async function walkGraph(
  { nodes, arcs }: Graph,
  settings: WalkSettings,
  { memoryBytes = DEFAULT_MEMORY_BYTES, folder, ...running }: CorpusPlace & Running = {},
): Promise<Walks> {
  checkWalkSettings(settings);
  const { walksPerNode, walkLength, p, q, workers, seed } = settings;
  const walkCount = nodes.length * walksPerNode;
  const blocks = Math.ceil(walkCount / walksInBlock(walkLength));
  const length = blocks * BLOCK_LENGTH;
  const store = roomFor(length, memoryBytes, folder);
  const visits = new Int32Array(new SharedArrayBuffer(nodes.length * Int32Array.BYTES_PER_ELEMENT));
  const work = SharedWork.create(blocks);
  const task = {
    kind: 'walk' as const,
    arcs,
    bias: { p, q },
    order: shuffled(nodes.length, seed),
    walkCount,
    walkLength,
    seed,
    store,
    visits,
    work: work.buffer,
  };
  const corpus = { store, length };
  try {
    const tasks = Array.from({ length: Math.min(workers, blocks) }, () => task);
    await runThreads(tasks, work, walkCount * walkLength, running);
  } catch (error) {
    closeCorpus(corpus);
    throw error;
  }
  return { corpus, visits };
}

function checkWalkSettings({ walksPerNode, walkLength, p, q, workers, seed }: WalkSettings): void {
  assertWhole('walksPerNode', walksPerNode, 1, 1_000_000);
  assertWhole('walkLength', walkLength, 1, BLOCK_LENGTH - 1);
  assertNumber('p', p, 1e-6, 1e6);
  assertNumber('q', q, 1e-6, 1e6);
  assertWhole('workers', workers, 1, 256);
  assertWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
}

function roomFor(length: number, memoryBytes: number, folder: string | undefined): CorpusStore {
  const segments = Math.ceil((length * Int32Array.BYTES_PER_ELEMENT) / SEGMENT_BYTES);
  if (segments * SEGMENT_BYTES > memoryBytes) {
    return { kind: 'file', descriptor: openTemporaryFile(folder) };
  }
  return {
    kind: 'memory',
    segments: Array.from({ length: segments }, () => new SharedArrayBuffer(SEGMENT_BYTES)),
  };
}

function shuffled(count: number, seed: number): Int32Array {
  const random = new Xorshift(randomState(seed, ORDER_STREAM));
  const order = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT)).map((_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}
