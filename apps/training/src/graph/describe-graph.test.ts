import { buildGraph } from '@reckit/embedding';
import { neighbourLists } from './data/neighbour-lists';
import { figuresOf } from './describe-graph';
import { neighbourCounts } from './measure/neighbour-counts';

test('nodes without an edge are told by themselves, and are no parts', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e', 'alone'];
  const graph = buildGraph(
    { nodes, from: Int32Array.of(0, 1, 3, 5), to: Int32Array.of(1, 2, 4, 5), weights: null },
    true,
  );
  const neighbours = neighbourLists(graph);
  const data = { graph, neighbours, rowCount: 4, weightColumn: null };
  expect(figuresOf(data, neighbourCounts(neighbours))).toEqual({
    nodes: 6,
    edges: 3,
    selfLoops: 1,
    alone: 1,
    meanNeighbours: 1,
    mostNeighbours: 2,
    count: 2,
    largest: 3,
  });
});
