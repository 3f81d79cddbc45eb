import { EpochOrder } from './epoch-order';

const ROWS = Uint32Array.from({ length: 5 }, (_, i) => 10 * i);

test('an order does not depend on the epochs before', () => {
  const order = new EpochOrder(ROWS, 1);
  const first = order.shuffle(1).slice();
  order.shuffle(2);
  expect(order.shuffle(1)).toEqual(first);
  expect(new EpochOrder(ROWS, 1).shuffle(1)).toEqual(first);
});

test('shuffles one array', () => {
  const order = new EpochOrder(ROWS, 1);
  expect(order.shuffle(2)).toBe(order.shuffle(1));
  expect(ROWS).toEqual(Uint32Array.of(0, 10, 20, 30, 40));
});

test('every row comes to every place equally often', () => {
  const order = new EpochOrder(ROWS, 7);
  const counts = ROWS.slice().fill(0);
  const table = Array.from(ROWS, () => counts.slice());
  const EPOCHS = 5000;
  for (let epoch = 1; epoch <= EPOCHS; epoch++)
    order.shuffle(epoch).forEach((row, place) => table[place][row / 10]++);
  // A count has mean 1000 and standard deviation 28.
  for (const count of table.flatMap(counts => [...counts]))
    expect(Math.abs(count - EPOCHS / 5)).toBeLessThan(140);
});
