import * as fc from 'fast-check';
import { componentsOf } from './components';
import { GraphBuilder } from './graph-builder';

function componentsOfEdges(edges: readonly (readonly [string, string])[]): ReturnType<typeof componentsOf> {
  const builder = new GraphBuilder();
  for (const edge of edges) builder.add(...edge);
  const { starts, targets } = builder.finish().arcs;
  return componentsOf(starts, targets);
}

test('nodes are of one part where edges lead from one to the other', () => {
  const edges = [
    ['a', 'b'],
    ['c', 'd'],
    ['d', 'e'],
    ['f', 'f'],
  ] as const;
  expect(componentsOfEdges(edges)).toEqual({ count: 3, largest: 3 });
});

test('whatever the edges, the parts are those of joining the ends of each', () => {
  const node = fc.nat({ max: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(node, node), { minLength: 1 }), edges => {
      fc.pre(edges.some(([a, b]) => a !== b));
      const part = new Map(edges.flat().map(a => [a, a]));
      for (const [a, b] of edges) {
        const [from, to] = [part.get(a), part.get(b)];
        for (const [other, own] of part) if (own === from && to !== undefined) part.set(other, to);
      }
      const sizes = new Map<number, number>();
      for (const own of part.values()) sizes.set(own, (sizes.get(own) ?? 0) + 1);
      expect(componentsOfEdges(edges.map(([a, b]) => [String(a), String(b)] as const))).toEqual({
        count: sizes.size,
        largest: Math.max(...sizes.values()),
      });
    }),
  );
});
