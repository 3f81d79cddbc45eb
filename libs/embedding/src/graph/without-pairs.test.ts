import { arcBetween, type Graph } from './graph';
import { GraphBuilder } from './graph-builder';
import { withoutPairs } from './without-pairs';

const EDGES = [
  ['a', 'b', 1],
  ['b', 'a', 2],
  ['b', 'c', 3],
  ['c', 'd', 4],
  ['d', 'b', 5],
] as const;

function graphOf(isDirected: boolean): Graph {
  const builder = new GraphBuilder({ isDirected, isWeighted: true });
  for (const [from, to, weight] of EDGES) builder.add(from, to, weight);
  return builder.finish();
}

/** The arcs that are there, with their weights. */
function arcsOf({ nodes, arcs }: Graph): string[] {
  return nodes.flatMap((from, a) =>
    nodes.flatMap((to, b) => {
      const arc = arcBetween(arcs, a, b);
      return arc < 0 ? [] : [`${from}>${to}:${arcs.weighted?.weights[arc]}`];
    }),
  );
}

const AB_AND_CD = { from: Uint32Array.of(0, 3), to: Uint32Array.of(1, 2) };

test('the edges of the pairs are left out whichever way they lead, the others and all nodes stay', () => {
  const graph = graphOf(true);
  const rest = withoutPairs(graph, AB_AND_CD);
  expect(arcsOf(graph)).toEqual(['a>b:1', 'b>a:2', 'b>c:3', 'c>d:4', 'd>b:5']);
  expect(arcsOf(rest)).toEqual(['b>c:3', 'd>b:5']);
  expect(rest).toMatchObject({ nodes: graph.nodes, edgeCount: 2, deadEndCount: 2, isDirected: true });
});

test('an undirected graph stays one', () => {
  const rest = withoutPairs(graphOf(false), AB_AND_CD);
  expect(arcsOf(rest)).toEqual(['b>c:3', 'b>d:5', 'c>b:3', 'd>b:5']);
  expect(rest.edgeCount).toBe(2);
});
