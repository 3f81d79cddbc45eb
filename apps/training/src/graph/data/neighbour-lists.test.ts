import { GraphBuilder } from '@reckit/embedding';
import { neighbourLists } from './neighbour-lists';

const EDGES = [
  ['a', 'b'],
  ['c', 'a'],
  ['b', 'a'],
  ['c', 'c'],
] as const;

test.each([true, false])(
  'neighbours are told by edges of either direction, where directed is %s',
  isDirected => {
    const builder = new GraphBuilder({ isDirected });
    for (const [from, to] of EDGES) builder.add(from, to);
    const { offsets, indices } = neighbourLists(builder.finish());
    expect([...offsets]).toEqual([0, 2, 3, 4]);
    expect([...indices]).toEqual([1, 2, 0, 0]);
  },
);
