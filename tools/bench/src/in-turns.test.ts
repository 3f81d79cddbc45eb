import { inTurns } from './in-turns';

test('every side is measured once a round, and each round begins with another one', async () => {
  const order: string[] = [];
  const results = await inTurns(['a', 'b', 'c'], 4, async side => {
    order.push(side);
    return side + order.length;
  });
  expect(order.join('')).toBe('abcbcacababc');
  expect(results).toEqual([
    ['a1', 'a6', 'a8', 'a10'],
    ['b2', 'b4', 'b9', 'b11'],
    ['c3', 'c5', 'c7', 'c12'],
  ]);
});
