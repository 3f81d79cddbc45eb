import { randomBytes } from 'node:crypto';
import { gunzipSync, inflateSync } from 'node:zlib';
import { AnswerCompressor } from './answer-compressor';

const BODY = Buffer.from(
  JSON.stringify({ predictions: Array.from({ length: 5_000 }, (_, i) => Math.sin(i)) }),
);
const ROOM = 1024 * 1024;

test.each([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
] as const)('%s is undone to the same bytes, and is shorter', async (coding, undo) => {
  const compressed = await new AnswerCompressor(1, ROOM).compress(BODY, coding);
  if (!compressed) throw new Error('It was not compressed.');
  expect(undo(compressed)).toEqual(BODY);
  expect(compressed.length).toBeLessThan(0.6 * BODY.length);
});

test('a body is worth it from the limit on; 0 is never', () => {
  const compressor = new AnswerCompressor(100, ROOM);
  expect([99, 100, 101].map(bytes => compressor.isWorth(bytes))).toEqual([false, true, true]);
  expect(new AnswerCompressor(0, ROOM).isWorth(1_000_000)).toBe(false);
});

test('what does not become shorter stays as it is', async () => {
  expect(await new AnswerCompressor(1, ROOM).compress(randomBytes(5_000), 'gzip')).toBeNull();
});

test('what is being compressed is counted, and what there is no room for stays as it is', async () => {
  const compressor = new AnswerCompressor(1, 5 * BODY.length);
  const running = [compressor.compress(BODY, 'gzip'), compressor.compress(BODY, 'gzip')];
  expect(compressor.heldBytes).toBe(4 * BODY.length);
  expect(await compressor.compress(BODY, 'gzip')).toBeNull();
  for (const compressed of await Promise.all(running)) expect(compressed).not.toBeNull();
  expect(compressor.heldBytes).toBe(0);
  expect(await compressor.compress(BODY, 'gzip')).not.toBeNull();
});
