import { sampleGraphData } from './graph-edges';
import type { SampleColumn } from './sample-table';

const { columns, rowCount } = sampleGraphData({ rows: 2_000, seed: 42 });
const idsOf = ({ values }: SampleColumn): string[] => Array.from(values as readonly string[]); // Ids are texts.
const [from, to] = columns.map(idsOf);
const communityOf = (id: string): string => id.slice(0, id.lastIndexOf('_'));

test('there are 300 nodes in ten communities', () => {
  const nodes = new Set([...from, ...to]);
  expect([rowCount, nodes.size]).toEqual([2_000, 300]);
  const sizes = new Map<string, number>();
  for (const node of nodes) sizes.set(communityOf(node), (sizes.get(communityOf(node)) ?? 0) + 1);
  expect([...sizes.values()]).toEqual(Array.from({ length: 10 }, () => 30));
});

test('no edge is there twice, in whichever direction, and none leads to where it began', () => {
  const keys = from.map((id, row) => [id, to[row]].sort().join(' '));
  expect(new Set(keys).size).toBe(2_000);
  expect(from.filter((id, row) => id === to[row])).toEqual([]);
});

test('most edges are within a community', () => {
  const within = from.filter((id, row) => communityOf(id) === communityOf(to[row])).length / rowCount;
  expect(within).toBeGreaterThan(0.8);
  expect(within).toBeLessThan(0.92);
});

test('the seed decides the edges', () => {
  expect(sampleGraphData({ rows: 50, seed: 1 })).toEqual(sampleGraphData({ rows: 50, seed: 1 }));
  expect(sampleGraphData({ rows: 50, seed: 1 })).not.toEqual(sampleGraphData({ rows: 50, seed: 2 }));
});

test('larger graphs have more communities of the same size', () => {
  const [column] = sampleGraphData({ rows: 20_000, seed: 1 }).columns;
  expect(new Set(idsOf(column).map(communityOf)).size).toBe(100);
});
