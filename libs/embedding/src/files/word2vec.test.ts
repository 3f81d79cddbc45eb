import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { BadEmbeddingInput } from '../errors';
import { encodeWord2vec, type Word2vecFormat } from './encode-word2vec';
import { readWord2vec } from './read-word2vec';
import type { VectorTable } from './vector-table';

const FORMATS: Word2vecFormat[] = ['text', 'binary'];

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'word2vec-'));
  file = path.join(folder, 'vectors');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bytesOf(table: VectorTable, format: Word2vecFormat): Buffer {
  return Buffer.concat([...encodeWord2vec(table, format)]);
}

const TABLE: VectorTable = {
  ids: ['"a",b', '商品', '🦊'],
  dim: 2,
  rows: Float32Array.of(1, -0.5, 0.1, 1e-30, 2 ** 24, 0),
};

test('the text is what the word2vec program writes', () => {
  expect(bytesOf(TABLE, 'text').toString()).toBe(
    '3 2\n"a",b 1 -0.5\n商品 0.100000001 1e-30\n🦊 16777216 0\n',
  );
});

test('the bytes are what the word2vec program writes', () => {
  const one = { ids: ['a'], dim: 2, rows: Float32Array.of(1, -2) };
  expect(bytesOf(one, 'binary').toString('latin1')).toBe('1 2\na \0\0\x80?\0\0\0\xc0\n');
});

test.each(FORMATS)('vectors are read as they were written: %s', async format => {
  const id = fc.string({ unit: anyCharacter, minLength: 1 }).filter(text => !/[\s\p{Z}\p{C}]/u.test(text));
  const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map(number => number + 0);
  const tables = fc.integer({ min: 1, max: 9 }).chain(dim =>
    fc
      .uniqueArray(fc.tuple(id, fc.array(float, { minLength: dim, maxLength: dim })), {
        selector: ([text]) => text,
        maxLength: 20,
      })
      .map(entries => ({
        ids: entries.map(([text]) => text),
        dim,
        rows: Float32Array.from(entries.flatMap(([, numbers]) => numbers)),
      })),
  );
  await fc.assert(
    fc.asyncProperty(tables, async table => {
      writeFileSync(file, bytesOf(table, format));
      expect(await readWord2vec(file, format)).toEqual(table);
    }),
  );
});

test('vectors that come in several pieces are whole', async () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => `item_${i}`);
  const table = { ids, dim: 100, rows: Float32Array.from({ length: 500_000 }, (_, i) => Math.sin(i)) };
  for (const format of FORMATS) {
    writeFileSync(file, bytesOf(table, format));
    expect(await readWord2vec(file, format)).toEqual(table);
  }
});

test('bytes without newlines between vectors are read, as gensim writes them', async () => {
  const vector = Buffer.from(Float32Array.of(1, 2).buffer);
  writeFileSync(file, Buffer.concat([Buffer.from('2 2\na '), vector, Buffer.from('b '), vector]));
  expect(await readWord2vec(file, 'binary')).toEqual({
    ids: ['a', 'b'],
    dim: 2,
    rows: Float32Array.of(1, 2, 1, 2),
  });
});

test.each(['a b', 'a\u00a0b', 'a\nb', ''])('the id %j is refused before anything is written', id => {
  const table = { ids: ['x', id], dim: 1, rows: Float32Array.of(1, 2) };
  expect(() => encodeWord2vec(table, 'text')).toThrow(
    /cannot be written in a format of word2vec's.+: write JSON instead\.$/,
  );
  expect(() => encodeWord2vec(table, 'binary')).toThrow(BadEmbeddingInput);
});

test.each(FORMATS)('a file that was cut anywhere is damaged: %s', async format => {
  const bytes = bytesOf(TABLE, format);
  for (let length = 0; length < bytes.length - 1; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    await expect(readWord2vec(file, format)).rejects.toThrow(BadEmbeddingInput);
  }
});

test.each([
  ['1 2\na 1 NaN\n', 'number 2 of the vector of "a" is NaN'],
  ['1 2\na 1 two\n', 'number 2 of the vector of "a" is NaN'],
  ['2 2\na 1 2\nb 1\n', 'vector 2 of 2 does not have 2 numbers'],
  ['2 1\na 1\na 2\n', 'there are two vectors of "a"'],
  ['999999999999 300\na 1\n', 'its first line promises 999999999999 vectors of 300 numbers'],
])('says what is wrong with %j', async (text, problem) => {
  writeFileSync(file, text);
  await expect(readWord2vec(file, 'text')).rejects.toThrow(
    new BadEmbeddingInput(`${file} is damaged: ${problem}. Write it anew, or take another.`),
  );
});

test('says where there is no such file, and what is none', async () => {
  await expect(readWord2vec(`${file}-none`, 'text')).rejects.toThrow(/-none cannot be read \(ENOENT\)\.$/);
  writeFileSync(file, '{"a":[1,2]}');
  await expect(readWord2vec(file, 'binary')).rejects.toThrow(
    /is no file of word2vec's: its first line is not/,
  );
});
