import { once } from 'node:events';
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { decoderOf, type ContentEncoding } from './content-encoding';

async function decoded(encoding: ContentEncoding, body: Buffer): Promise<Buffer> {
  const decoder = decoderOf(encoding, body);
  const chunks: Buffer[] = [];
  decoder.on('data', (chunk: Buffer) => chunks.push(chunk));
  decoder.end(body);
  await once(decoder, 'end');
  return Buffer.concat(chunks);
}

const BODY = Buffer.from('{"data":[{"item_ctr":0.5}]}'.repeat(50));

test.each([
  ['zlib', 'deflate', deflateSync(BODY)],
  ['zlib with a small window', 'deflate', deflateSync(BODY, { windowBits: 9 })],
  ['zlib that is not compressed', 'deflate', deflateSync(BODY, { level: 0 })],
  ['bare deflate', 'deflate', deflateRawSync(BODY)],
  ['bare deflate that is not compressed', 'deflate', deflateRawSync(BODY, { level: 0 })],
  ['bare deflate with fixed codes', 'deflate', deflateRawSync(BODY, { strategy: constants.Z_FIXED })],
  ['bare deflate of nothing', 'deflate', deflateRawSync(Buffer.alloc(0))],
  ['zlib of nothing', 'deflate', deflateSync(Buffer.alloc(0))],
  ['gzip', 'gzip', gzipSync(BODY)],
  ['two members of gzip', 'gzip', Buffer.concat([gzipSync(BODY.subarray(0, 9)), gzipSync(BODY.subarray(9))])],
] as const)('%s is read', async (what, encoding, body) => {
  expect(await decoded(encoding, body)).toEqual(what.endsWith('nothing') ? Buffer.alloc(0) : BODY);
});

test('deflate is read in both of its forms, whatever is compressed and how', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(
        constants.Z_DEFAULT_STRATEGY,
        constants.Z_FIXED,
        constants.Z_RLE,
        constants.Z_HUFFMAN_ONLY,
      ),
      async (bytes, level, strategy) => {
        for (const compress of [deflateSync, deflateRawSync]) {
          const body = await decoded('deflate', compress(bytes, { level, strategy }));
          expect(Buffer.compare(body, bytes)).toBe(0);
        }
      },
    ),
  );
});
