import * as fc from 'fast-check';
import { BadEmbeddingInput } from '../errors';
import { arcBetween, type Graph } from './graph';
import { GraphBuilder, type GraphOptions } from './graph-builder';

type Edge = readonly [string, string, number?];

function graphOf(edges: readonly Edge[], options: GraphOptions = {}): Graph {
  const builder = new GraphBuilder(options);
  for (const edge of edges) builder.add(...edge);
  return builder.finish();
}

/** The arcs as `from>to` or `from>to:weight`, in their order. */
function arcsOf({ nodes, arcs: { starts, targets, weighted } }: Graph): string[] {
  return nodes.flatMap((from, node) =>
    Array.from(targets.subarray(starts[node], starts[node + 1]), (to, i) => {
      const weight = weighted ? `:${weighted.weights[starts[node] + i]}` : '';
      return `${from}>${nodes[to]}${weight}`;
    }),
  );
}

test('an undirected edge leads both ways, a directed one forth alone', () => {
  const edges: Edge[] = [
    ['a', 'b'],
    ['c', 'a'],
  ];
  expect(arcsOf(graphOf(edges))).toEqual(['a>b', 'a>c', 'b>a', 'c>a']);
  const directed = graphOf(edges, { isDirected: true });
  expect(arcsOf(directed)).toEqual(['a>b', 'c>a']);
  expect([directed.edgeCount, directed.deadEndCount]).toEqual([2, 1]);
});

test('the weights of an edge that is there more than once are added up; without weights it is one edge', () => {
  const edges: Edge[] = [
    ['a', 'b', 2],
    ['b', 'a', 0.5],
    ['a', 'b', 1],
    ['b', 'c', 4],
  ];
  const weighted = graphOf(edges, { isWeighted: true });
  expect(arcsOf(weighted)).toEqual(['a>b:3.5', 'b>a:3.5', 'b>c:4', 'c>b:4']);
  expect(weighted.edgeCount).toBe(2);
  expect(arcsOf(graphOf(edges, { isWeighted: true, isDirected: true }))).toEqual([
    'a>b:3',
    'b>a:0.5',
    'b>c:4',
  ]);
  expect(arcsOf(graphOf(edges))).toEqual(['a>b', 'b>a', 'b>c', 'c>b']);
});

test('an edge to the node itself and one of weight 0 are left out, their nodes stay', () => {
  const graph = graphOf(
    [
      ['a', 'a', 1],
      ['a', 'b', 1],
      ['c', 'c', 1],
      ['d', 'a', 0],
    ],
    { isWeighted: true },
  );
  expect(arcsOf(graph)).toEqual(['a>b:1', 'b>a:1']);
  expect(graph.nodes).toEqual(['a', 'b', 'c', 'd']);
  expect([graph.selfLoopCount, graph.deadEndCount]).toEqual([2, 2]);
});

test('a node is named by any text', () => {
  const nodes = ['"a"', 'a,b', 'a b', '用户', '🦊', ''];
  expect(graphOf(nodes.slice(1).map((node, i): Edge => [nodes[i], node])).nodes).toEqual(nodes);
});

test.each([-1, NaN, Infinity])('the weight %d is refused with its edge', weight => {
  expect(() => graphOf([['u"1', '用户', weight]], { isWeighted: true })).toThrow(
    new BadEmbeddingInput(
      `The edge from "u\\"1" to "用户" has the weight ${weight}: a weight is a number that is not negative.`,
    ),
  );
});

test('a graph without an edge between two nodes is refused', () => {
  expect(() => graphOf([])).toThrow(new BadEmbeddingInput('The graph is empty: there are no edges.'));
  expect(() => graphOf([['a', 'a']])).toThrow(
    new BadEmbeddingInput(
      'The graph has no edge between two nodes (of 1): there are no neighbours to learn from.',
    ),
  );
});

test('whatever the edges, the rows hold each pair once with the sum of its weights', () => {
  const node = fc.nat({ max: 9 }).map(String);
  const edges = fc.array(fc.tuple(node, node, fc.integer({ min: 1, max: 8 })), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(edges, fc.boolean(), (edges, isDirected) => {
      fc.pre(edges.some(([from, to]) => from !== to));
      const sums = new Map<string, number>();
      const count = (from: string, to: string, weight: number): unknown =>
        sums.set(`${from}>${to}`, (sums.get(`${from}>${to}`) ?? 0) + weight);
      for (const [from, to, weight] of edges) {
        if (from === to) continue;
        count(from, to, weight);
        if (!isDirected) count(to, from, weight);
      }
      const graph = graphOf(edges, { isDirected, isWeighted: true });
      expect(arcsOf(graph).sort()).toEqual([...sums].map(([arc, weight]) => `${arc}:${weight}`).sort());
      graph.nodes.forEach((from, a) =>
        graph.nodes.forEach((to, b) =>
          expect(arcBetween(graph.arcs, a, b) >= 0).toBe(sums.has(`${from}>${to}`)),
        ),
      );
    }),
  );
});

test('weights that add up to more than a number holds are refused', () => {
  expect(() =>
    graphOf(
      [
        ['a', 'b', 3e38],
        ['a', 'b', 3e38],
      ],
      { isWeighted: true },
    ),
  ).toThrow(
    new BadEmbeddingInput(
      'The weights of the edges of "a" add up to more than a 32-bit float holds: divide all weights.',
    ),
  );
});
