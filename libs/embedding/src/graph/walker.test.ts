import { randomState } from '../random/random-state';
import type { Graph } from './graph';
import { GraphBuilder } from './graph-builder';
import { Walker, type WalkBias } from './walker';

const WALKS = 20_000;

/** A small graph with all kinds of ways: back, to a neighbour of the node before, and away. */
function smallGraph(isWeighted: boolean, isDirected: boolean): Graph {
  const builder = new GraphBuilder({ isWeighted, isDirected });
  const edges: [string, string, number][] = [
    ['s', 'v', 1],
    ['v', 's', 3],
    ['v', 'near', 2],
    ['s', 'near', 1],
    ['near', 's', 1],
    ['v', 'away', 5],
    ['v', 'far', 1],
    ['far', 'away', 1],
  ];
  for (const edge of edges) builder.add(...edge);
  return builder.finish();
}

/** The chances of the step after that from `s` to `v`, as the definition has them. */
function chances({ nodes, arcs }: Graph, { p, q }: WalkBias): Record<string, number> {
  const [s, v] = ['s', 'v'].map(node => nodes.indexOf(node));
  const { starts, targets, weighted } = arcs;
  const ofS = [...targets.subarray(starts[s], starts[s + 1])];
  const shares = Array.from(targets.subarray(starts[v], starts[v + 1]), (to, i) => {
    const bias = to === s ? 1 / p : ofS.includes(to) ? 1 : 1 / q;
    return [nodes[to], bias * (weighted ? weighted.weights[starts[v] + i] : 1)] as const;
  });
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  return Object.fromEntries(shares.map(([node, share]) => [node, share / sum]));
}

/** How often walks that went from `s` to `v` went on to each node. */
function frequencies({ nodes, arcs }: Graph, bias: WalkBias): Record<string, number> {
  const walker = new Walker(arcs, bias, randomState(1, 0));
  const [s, v] = ['s', 'v'].map(node => nodes.indexOf(node));
  const walk = new Int32Array(3);
  const counts: Record<string, number> = {};
  let taken = 0;
  for (let i = 0; i < WALKS; i++) {
    walker.write(walk, 0, 3, s, randomState(5, i));
    if (walk[1] !== v) continue;
    taken++;
    counts[nodes[walk[2]]] = (counts[nodes[walk[2]]] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([node, count]) => [node, count / taken]));
}

const BIASES: WalkBias[] = [
  { p: 1, q: 1 },
  { p: 0.25, q: 1 },
  { p: 4, q: 1 },
  { p: 1, q: 0.25 },
  { p: 1, q: 4 },
  { p: 0.1, q: 5 },
  { p: 8, q: 0.2 },
  { p: 0.05, q: 0.1 },
  // So rare are all ways that nearly every draw is turned down.
  { p: 500, q: 1_000 },
];

describe.each([
  ['undirected', false, false],
  ['undirected, with weights', true, false],
  ['directed', false, true],
  ['directed, with weights', true, true],
])('%s', (_, isWeighted, isDirected) => {
  test.each(BIASES)('the second step has the chances of its definition: %j', bias => {
    const graph = smallGraph(isWeighted, isDirected);
    const found = frequencies(graph, bias);
    for (const [node, chance] of Object.entries(chances(graph, bias))) {
      expect(found[node] ?? 0).toBeCloseTo(chance, 1.4);
    }
  });
});

test('a walk ends where no edge leads on', () => {
  const builder = new GraphBuilder({ isDirected: true });
  builder.add('a', 'b');
  builder.add('b', 'c');
  const walk = new Int32Array(5).fill(-7);
  const walker = new Walker(builder.finish().arcs, { p: 2, q: 3 }, randomState(1, 0));
  expect(walker.write(walk, 1, 4, 0, randomState(1, 1))).toBe(3);
  expect([...walk]).toEqual([-7, 0, 1, 2, -7]);
});
