import * as fc from 'fast-check';
import { listOf, type IndexLists } from '../retrieval/index-lists';
import { listsFrom } from '../retrieval/testing/lists';
import { adamicAdarScorer } from './adamic-adar-scorer';
import { holdOutLinks } from './hold-out-links';
import { linkFindings } from './link-findings';
import { adamicAdar, commonNeighbours, cosineOf, preferentialAttachment } from './link-scores';
import { unlinkedPairs } from './unlinked-pairs';

/** A graph of edges between numbers, in either direction. */
function neighboursOf(nodeCount: number, edges: readonly (readonly [number, number])[]): IndexLists {
  const rows = Array.from({ length: nodeCount }, () => new Set<number>());
  for (const [a, b] of edges) {
    if (a === b) continue;
    rows[a].add(b);
    rows[b].add(a);
  }
  return listsFrom(rows.map(row => [...row].sort((a, b) => a - b)));
}

/** 0 and 1 have 2 and 3 in common; 4 hangs on 3, and 5 on nothing. */
const GRAPH = neighboursOf(6, [
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [3, 4],
]);

/** Numbers from 0 up to 1 from a seed. */
function randomFrom(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const graphs = fc
  .integer({ min: 2, max: 12 })
  .chain(nodes =>
    fc.tuple(fc.constant(nodes), fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: 40 })),
  )
  .map(([nodes, edges]) => neighboursOf(nodes, edges));

test('what is held out are neighbours, each pair once, and every node keeps one', () => {
  fc.assert(
    fc.property(graphs, fc.double({ min: 0, max: 0.99, noNaN: true }), fc.nat(), (graph, share, seed) => {
      const { from, to } = holdOutLinks(graph, { share }, randomFrom(seed));
      const left = Array.from({ length: graph.offsets.length - 1 }, (_, node) => listOf(graph, node).length);
      const before = [...left];
      const seen = new Set<string>();
      from.forEach((a, i) => {
        expect(listOf(graph, a)).toContain(to[i]);
        seen.add([a, to[i]].sort().join());
        left[a]--;
        left[to[i]]--;
      });
      expect(seen.size).toBe(from.length);
      expect(left.filter((degree, node) => before[node] > 0 && degree === 0)).toEqual([]);
      expect(from.length).toBeLessThanOrEqual(Math.ceil((share * graph.indices.length) / 2));
    }),
  );
});

test('a share that every node can spare is held out as it is, and no more than at most', () => {
  const ring = neighboursOf(
    100,
    Array.from({ length: 100 }, (_, node) => [node, (node + 1) % 100] as const),
  );
  expect(holdOutLinks(ring, { share: 0.1 }, randomFrom(1)).from).toHaveLength(10);
  expect(holdOutLinks(ring, { share: 0.1, most: 4 }, randomFrom(1)).from).toHaveLength(4);
  expect(holdOutLinks(ring, { share: 0.001 }, randomFrom(1)).from).toHaveLength(1);
  expect(holdOutLinks(ring, { share: 0.1 }, randomFrom(2))).not.toEqual(
    holdOutLinks(ring, { share: 0.1 }, randomFrom(1)),
  );
});

test('pairs that are drawn beside them are no neighbours, and of nodes that have some', () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (graph, seed) => {
      const { from, to } = unlinkedPairs(graph, 20, randomFrom(seed));
      from.forEach((a, i) => {
        expect(a).not.toBe(to[i]);
        expect(listOf(graph, a)).not.toContain(to[i]);
        expect(listOf(graph, a).length * listOf(graph, to[i]).length).toBeGreaterThan(0);
      });
    }),
  );
  expect(unlinkedPairs(GRAPH, 7, randomFrom(1)).from).toHaveLength(7);
  expect(unlinkedPairs(neighboursOf(2, [[0, 1]]), 7, randomFrom(1)).from).toHaveLength(0);
});

test('the scores of pairs by hand', () => {
  expect(commonNeighbours(GRAPH)(0, 1)).toBe(2);
  expect(commonNeighbours(GRAPH)(0, 4)).toBe(1);
  expect(commonNeighbours(GRAPH)(0, 5)).toBe(0);
  expect(adamicAdar(GRAPH)(0, 1)).toBeCloseTo(1 / Math.log(2) + 1 / Math.log(3), 12);
  expect(preferentialAttachment(GRAPH)(0, 3)).toBe(6);
  expect(cosineOf(Float32Array.of(0.6, 0.8, 0.8, 0.6), 2)(0, 1)).toBeCloseTo(0.96, 6);
});

test('all nodes at once score as pairs do', () => {
  fc.assert(
    fc.property(graphs, graph => {
      const nodeCount = graph.offsets.length - 1;
      const queries = Uint32Array.from({ length: nodeCount }, (_, node) => nodeCount - 1 - node);
      const scorer = adamicAdarScorer(graph, queries);
      const block = new Float32Array(nodeCount * nodeCount).fill(NaN);
      scorer.score(0, nodeCount, block);
      const score = adamicAdar(graph);
      queries.forEach((node, query) => {
        for (let other = 0; other < nodeCount; other++) {
          if (other !== node) expect(block[query * nodeCount + other]).toBeCloseTo(score(node, other), 5);
        }
      });
    }),
  );
});

test('a method is as good as the pairs that it orders rightly', () => {
  const linked = { from: Uint32Array.of(0, 1), to: Uint32Array.of(1, 2) };
  const unlinked = { from: Uint32Array.of(0, 3), to: Uint32Array.of(4, 4) };
  const methods = [
    { name: 'own', score: (a: number, b: number) => -a - b },
    { name: 'constant', score: () => 1 },
  ];
  const findings = linkFindings({ methods, linked, unlinked });
  expect(findings).toMatchObject({
    methods: [
      { name: 'own', auc: 1, averagePrecision: 1 },
      { name: 'constant', auc: 0.5, averagePrecision: 0.5 },
    ],
    linked: 2,
    unlinked: 2,
  });
  expect(findings?.roc?.truePositiveRate.at(-1)).toBe(1);
  const none = { from: new Uint32Array(), to: new Uint32Array() };
  expect(linkFindings({ methods, linked, unlinked: none })).toBeNull();
});
