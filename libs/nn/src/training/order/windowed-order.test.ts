import { WindowedOrder } from './windowed-order';

const BLOCK_ROWS = 100;
const WINDOWS = { blockRows: BLOCK_ROWS, blocks: 3 };
/** Every third row of 2,000 is held out, and a whole block is. */
const ROWS = Uint32Array.from({ length: 2_000 }, (_, row) => row).filter(
  row => row % 3 !== 0 && Math.floor(row / BLOCK_ROWS) !== 7,
);

test('an epoch has every row once, in another order than the next', () => {
  const order = new WindowedOrder(ROWS, 5, WINDOWS);
  const [first, second] = [1, 2].map(epoch => order.shuffle(epoch).slice());
  expect(first.toSorted()).toEqual(ROWS);
  expect(second.toSorted()).toEqual(ROWS);
  expect(first).not.toEqual(second);
  expect(first).not.toEqual(ROWS);
});

test('an order follows from seed and epoch, not from the epochs before', () => {
  const order = new WindowedOrder(ROWS, 5, WINDOWS);
  for (const epoch of [1, 2]) order.shuffle(epoch);
  expect(order.shuffle(3)).toEqual(new WindowedOrder(ROWS, 5, WINDOWS).shuffle(3));
  expect(order.shuffle(3)).not.toEqual(new WindowedOrder(ROWS, 6, WINDOWS).shuffle(3));
});

test('rows of a window come from its blocks alone, and mixed', () => {
  const order = new WindowedOrder(ROWS, 5, WINDOWS).shuffle(1);
  const seen = new Set<number>();
  for (let begin = 0; begin < order.length;) {
    const blocks = new Set<number>();
    let end = begin;
    let changes = 0;
    for (; end < order.length; end++) {
      const block = Math.floor(order[end] / BLOCK_ROWS);
      if (!blocks.has(block) && blocks.size === WINDOWS.blocks) break;
      if (end > begin && block !== Math.floor(order[end - 1] / BLOCK_ROWS)) changes++;
      blocks.add(block);
    }
    for (const block of blocks) {
      expect(seen.has(block)).toBe(false);
      seen.add(block);
    }
    if (blocks.size === WINDOWS.blocks) expect(changes).toBeGreaterThan((end - begin) / 3);
    begin = end;
  }
  expect(seen.size).toBe(19);
});
