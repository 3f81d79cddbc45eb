import { buildGraph } from '@reckit/embedding';
import { neighbourLists } from '../data/neighbour-lists';
import { heldOutQueries } from './held-out-queries';
import { holdOut, type HeldOut } from './hold-out';
import { describeFindings, graphMetrics, measureLinks } from './measure-links';

const GROUPS = 4;
const MEMBERS = 8;
const COUNT = GROUPS * MEMBERS;

/** Groups in which all are neighbours, each joined to the next by an edge. */
function groups(): { readonly held: HeldOut; readonly groupOf: number[] } {
  const groupOf = Array.from({ length: COUNT }, (_, node) => Math.floor(node / MEMBERS));
  const pairs = groupOf.flatMap((group, a) =>
    groupOf.flatMap((other, b) => (a < b && (group === other || b === a + MEMBERS) ? [[a, b]] : [])),
  );
  const graph = buildGraph(
    {
      nodes: groupOf.map((_, node) => `n${node}`),
      from: Int32Array.from(pairs, ([a]) => a),
      to: Int32Array.from(pairs, ([, b]) => b),
      weights: null,
    },
    false,
  );
  const data = { graph, neighbours: neighbourLists(graph), rowCount: pairs.length, weightColumn: null };
  const held = holdOut(data, 0.2, 1);
  if (!held) throw new Error('Nothing could be held out.');
  return { held, groupOf };
}

const { held, groupOf } = groups();
/** A direction for each group: what a perfect training would give. */
const PERFECT = Float32Array.from({ length: COUNT * GROUPS }, (_, i) =>
  Number(groupOf[Math.floor(i / GROUPS)] === i % GROUPS),
);

test('what is held out is gone from the rest, and what stands beside it never was', () => {
  const { linked, unlinked, rest, neighbours } = held;
  expect(linked.from.length).toBeGreaterThan(20);
  expect(unlinked.from).toHaveLength(linked.from.length);
  const has = (a: number, b: number) =>
    neighbours.indices.subarray(neighbours.offsets[a], neighbours.offsets[a + 1]).includes(b);
  linked.from.forEach((a, i) => expect(has(a, linked.to[i])).toBe(false));
  expect(rest.edgeCount * 2).toBe(neighbours.indices.length);
});

test('vectors that tell groups apart find what was held out, and those that tell nothing do not', () => {
  const good = graphMetrics(measureLinks(held, PERFECT, GROUPS));
  expect(good['auc']).toBeGreaterThan(0.9);
  expect(good['recall_at_20']).toBeGreaterThan(0.8);
  expect(good['adamic_adar_auc']).toBeGreaterThan(0.8);
  expect(good['preferential_attachment_auc']).toBeLessThan(0.7);
  const none = graphMetrics(measureLinks(held, new Float32Array(COUNT * GROUPS).fill(0.5), GROUPS));
  expect(none['auc']).toBe(0.5);
});

test('the line names the model first, and every baseline', () => {
  expect(describeFindings(measureLinks(held, PERFECT, GROUPS))).toMatch(
    /^AUC 0\.9\d+ \(common neighbours \d\.\d+, Adamic-Adar \d\.\d+, preferential attachment \d\.\d+\), recall@20 \d\.\d+ \(Adamic-Adar \d\.\d+, preferential attachment \d\.\d+\)$/,
  );
});

test('a node is asked for the neighbours that it lost, and not given itself and those that it has', () => {
  const { nodes, targets, known } = heldOutQueries(held, GROUPS);
  expect([...nodes]).toEqual([...new Set([...held.linked.from, ...held.linked.to])].sort((a, b) => a - b));
  expect(targets.indices).toHaveLength(2 * held.linked.from.length);
  nodes.forEach((node, i) => {
    const left = known.indices.subarray(known.offsets[i], known.offsets[i + 1]);
    expect(left).toContain(node);
    for (const lost of targets.indices.subarray(targets.offsets[i], targets.offsets[i + 1])) {
      expect(left).not.toContain(lost);
    }
  });
});

test('of more nodes than can be asked in some seconds as many are, evenly spread', () => {
  const count = 1_000;
  const nodes = Uint32Array.from({ length: count }, (_, node) => node);
  const many = {
    linked: { from: nodes.slice(0, count / 2), to: nodes.slice(count / 2) },
    neighbours: { offsets: new Uint32Array(count + 1), indices: new Uint32Array() },
  };
  expect(heldOutQueries(many, 1).nodes).toHaveLength(count);
  const some = heldOutQueries(many, 1e6).nodes;
  expect(some).toHaveLength(200);
  expect([some[0], some[1], some[199]]).toEqual([0, 5, 995]);
});

test('a graph of pairs can spare no edge', () => {
  const graph = buildGraph(
    { nodes: ['a', 'b', 'c', 'd'], from: Int32Array.of(0, 2), to: Int32Array.of(1, 3), weights: null },
    false,
  );
  const data = { graph, neighbours: neighbourLists(graph), rowCount: 2, weightColumn: null };
  expect(holdOut(data, 0.5, 1)).toBeNull();
});
