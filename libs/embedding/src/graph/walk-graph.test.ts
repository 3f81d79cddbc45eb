import { BLOCK_LENGTH, blocksOf, closeCorpus, readBlock, type Corpus } from '../corpus/corpus';
import { BadEmbeddingInput } from '../errors';
import type { Graph } from './graph';
import { GraphBuilder } from './graph-builder';
import { DEFAULT_WALK_SETTINGS, walkGraph } from './walk-graph';

/** A ring with chords, and a node that has no neighbour. */
function ring(size: number): Graph {
  const builder = new GraphBuilder();
  for (let i = 0; i < size; i++) {
    builder.add(`n${i}`, `n${(i + 1) % size}`);
    builder.add(`n${i}`, `n${(i * i + 3) % size}`);
  }
  builder.add('alone', 'alone');
  return builder.finish();
}

function walksIn(corpus: Corpus): number[][] {
  const room = new Int32Array(BLOCK_LENGTH);
  const blocks = Array.from({ length: blocksOf(corpus) }, (_, i) =>
    [...readBlock(corpus, i, room)].join(' '),
  );
  return blocks
    .flatMap(block => block.split('-1'))
    .map(walk => walk.trim())
    .filter(walk => walk !== '')
    .map(walk => walk.split(' ').map(Number));
}

const SETTINGS = { ...DEFAULT_WALK_SETTINGS, walksPerNode: 4, walkLength: 30, p: 0.5, q: 2 };

test('each node starts as many walks as it should, each step along an edge', async () => {
  const graph = ring(300);
  const { corpus, visits } = await walkGraph(graph, SETTINGS);
  const walks = walksIn(corpus);
  const starts = graph.nodes.map(() => 0);
  for (const [first] of walks) starts[first]++;
  expect(new Set(starts)).toEqual(new Set([4]));
  const counts = graph.nodes.map(() => 0);
  const { targets, starts: rows } = graph.arcs;
  const isStep = (from: number, to: number): boolean =>
    targets.subarray(rows[from], rows[from + 1]).includes(to);
  for (const walk of walks) {
    for (const node of walk) counts[node]++;
    expect(walk.slice(1).every((node, i) => isStep(walk[i], node))).toBe(true);
  }
  expect([...visits]).toEqual(counts);
  const alone = graph.nodes.indexOf('alone');
  expect(walks.filter(walk => walk.includes(alone))).toEqual([[alone], [alone], [alone], [alone]]);
  expect(walks.filter(walk => walk.length !== 30)).toHaveLength(4);
});

test('the walks of a seed are the same on any number of threads, in memory and on disk', async () => {
  const graph = ring(700);
  const [one, three, disk, other] = await Promise.all([
    walkGraph(graph, { ...SETTINGS, walkLength: 60 }),
    walkGraph(graph, { ...SETTINGS, walkLength: 60, workers: 3 }),
    walkGraph(graph, { ...SETTINGS, walkLength: 60, workers: 2 }, { memoryBytes: 0 }),
    walkGraph(graph, { ...SETTINGS, walkLength: 60, seed: 1 }),
  ]);
  const expected = walksIn(one.corpus);
  expect(walksIn(three.corpus)).toEqual(expected);
  expect(disk.corpus.store.kind).toBe('file');
  expect(walksIn(disk.corpus)).toEqual(expected);
  expect(walksIn(other.corpus)).not.toEqual(expected);
  expect(disk.visits).toEqual(one.visits);
  closeCorpus(disk.corpus);
});

test('a signal ends it', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(walkGraph(ring(10), SETTINGS, { signal })).rejects.toThrow('enough');
});

test.each([
  [{ p: 0 }, 'p must be a number from 0.000001 to 1000000, not 0.'],
  [{ q: -1 }, 'q must be a number from 0.000001 to 1000000, not -1.'],
  [{ walkLength: 10_000 }, 'walkLength must be a whole number from 1 to 9999, not 10000.'],
  [{ walksPerNode: 0 }, 'walksPerNode must be a whole number from 1 to 1000000, not 0.'],
])('a setting out of its range is named: %j', async (wrong, message) => {
  await expect(walkGraph(ring(10), { ...SETTINGS, ...wrong })).rejects.toThrow(
    new BadEmbeddingInput(message),
  );
});
