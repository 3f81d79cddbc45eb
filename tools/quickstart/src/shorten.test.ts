import { shorten } from './shorten';

test('of a vector the first numbers are shown, and how many there are', () => {
  const vector = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? i + 0.5 : -1e-9));
  expect(shorten(JSON.stringify({ user_embedding: vector }))).toBe(
    '{"user_embedding":[0.5,-1e-9,2.5,-1e-9,… 64 numbers]}',
  );
});

test('a row, ids and what is short stay as they are', () => {
  for (const value of [
    { data: [[0.35, 0.06, 79.9]] },
    { item_ids: ['games_001', '7'], scores: [0.9, 0.8] },
    '',
  ]) {
    expect(shorten(JSON.stringify(value))).toBe(JSON.stringify(value));
  }
});

test('anything else ends after 200 characters', () => {
  expect(shorten('x'.repeat(200))).toBe('x'.repeat(200));
  expect(shorten('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
});
