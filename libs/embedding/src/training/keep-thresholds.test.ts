import { keepThresholds } from './keep-thresholds';

const MOST = 2 ** 32 - 1;

test('a frequent word is kept as rarely as the word2vec program keeps it, a rare one always', () => {
  const counts = Float64Array.of(900_000, 99_000, 1_000);
  const chances = [...keepThresholds(counts, 0.001)].map(threshold => threshold / MOST);
  // (sqrt(share / sample) + 1) * sample / share
  expect(chances[0]).toBeCloseTo(31 / 900, 8);
  expect(chances[1]).toBeCloseTo((Math.sqrt(99) + 1) / 99, 8);
  expect(chances[2]).toBe(1);
});

test('without sampling every word is kept', () => {
  expect([...keepThresholds(Float64Array.of(1e12, 1), 0)]).toEqual([MOST, MOST]);
});
