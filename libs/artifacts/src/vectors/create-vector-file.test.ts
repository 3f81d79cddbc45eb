import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { seenCharacter } from '../../../messages/testing/characters';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { BadVectors, CorruptPackage, MissingModel } from '../errors';
import { createVectorFile, type VectorFileOptions } from './create-vector-file';
import { IdTable } from './id-table';
import { openVectorFile, parseVectors } from './read-vectors';

const newFolder = temporaryFolders();
const SHA256 = 'ab'.repeat(32);

/** A file with these vectors, each block appended by itself. */
async function written(
  options: VectorFileOptions,
  ...blocks: readonly (readonly [readonly string[], readonly number[]])[]
): Promise<string> {
  const file = path.join(newFolder(), 'vectors.bin');
  const writer = await createVectorFile(file, options);
  for (const [ids, values] of blocks) await writer.append(ids, Float32Array.from(values));
  await writer.close();
  return file;
}

const TWO: VectorFileOptions = { dim: 2, similarity: 'cosine', encodedBy: SHA256 };

test('what was appended is read back, in whole and in pieces', async () => {
  const file = await written(
    TWO,
    [
      ['a', '商品'],
      [1, 2, 3, 4],
    ],
    [[], []],
    [['c "d", e\n'], [-5, 0.5]],
  );
  const whole = parseVectors(readFileSync(file), file);
  expect(whole).toMatchObject({ dim: 2, count: 3, similarity: 'cosine', encodedBy: SHA256 });
  expect([...whole.rows]).toEqual([1, 2, 3, 4, -5, 0.5]);
  const ids = [0, 1, 2].map(row => whole.ids.at(row));
  expect(ids).toEqual(['a', '商品', 'c "d", e\n']);
  expect(ids.map(id => whole.ids.rowOf(id))).toEqual([0, 1, 2]);
  expect(whole.ids.rowOf('b')).toBe(-1);

  const opened = await openVectorFile(file);
  expect(opened).toMatchObject({ dim: 2, count: 3, similarity: 'cosine', encodedBy: SHA256 });
  expect([...(await opened.rows(1, 2))]).toEqual([3, 4, -5, 0.5]);
  expect(opened.ids.at(1)).toBe('商品');
  await opened.close();
});

test('there may be none', async () => {
  const file = await written({ dim: 3, similarity: 'inner_product' });
  const { count, encodedBy, ids } = parseVectors(readFileSync(file), file);
  expect([count, encodedBy, ids.rowOf('a')]).toEqual([0, null, -1]);
});

test('whatever the ids, each has its row', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ unit: seenCharacter, minLength: 1 }), { maxLength: 40 }),
      async all => {
        const file = await written({ dim: 1, similarity: 'cosine' }, [all, all.map((_, i) => i)]);
        const { ids, rows } = parseVectors(readFileSync(file), file);
        expect(all.map(id => rows[ids.rowOf(id)])).toEqual(all.map((_, i) => i));
      },
    ),
    { numRuns: 30 },
  ));

test('many ids are told apart', async () => {
  const all = Array.from({ length: 5_000 }, (_, i) => `item-${i}`);
  const file = await written({ dim: 1, similarity: 'cosine' }, [all, all.map((_, i) => i)]);
  const { ids } = parseVectors(readFileSync(file), file);
  expect(all.every((id, row) => ids.rowOf(id) === row && ids.at(row) === id)).toBe(true);
  const handedOver = new IdTable(ids.bytes, ids.offsets, ids.slots);
  expect(handedOver.slots).toBe(ids.slots);
  expect(all.every((id, row) => handedOver.rowOf(id) === row)).toBe(true);
  expect(handedOver.rowOf('item-5000')).toBe(-1);
});

describe('append refuses', () => {
  test.each<[string, string[], number[], string]>([
    ['an empty id', ['a', ''], [1, 2, 3, 4], 'Row 3 has an empty id: every vector needs one.'],
    [
      'an id of the same block',
      ['a', 'a'],
      [1, 2, 3, 4],
      'Row 3 has the id "a", and so has row 2: ids must differ.',
    ],
    [
      'an id of an earlier block',
      ['first'],
      [1, 2],
      'Row 2 has the id "first", and so has row 1: ids must differ.',
    ],
    ['half a character', ['\ud800'], [1, 2], 'Row 2: the id "\\ud800" is no valid text.'],
    ['NaN', ['a'], [1, NaN], 'Row 2, the vector of "a": its number 2 is NaN, not a finite one.'],
    [
      'an infinity',
      ['a'],
      [-Infinity, 1],
      'Row 2, the vector of "a": its number 1 is -Infinity, not a finite one.',
    ],
  ])('%s', async (_, ids, values, message) => {
    const writer = await createVectorFile(path.join(newFolder(), 'vectors.bin'), TWO);
    await writer.append(['first'], Float32Array.of(1, 2));
    expect(await refusal(BadVectors, writer.append(ids, Float32Array.from(values)))).toBe(message);
    await writer.discard();
  });

  test('numbers that are no whole vectors', async () => {
    const writer = await createVectorFile(path.join(newFolder(), 'vectors.bin'), TWO);
    await expect(writer.append(['a'], Float32Array.of(1, 2, 3))).rejects.toThrow(RangeError);
    await writer.discard();
  });

  test.each([0, 1.5, 100_000])('vectors of %d numbers', async dim => {
    const file = path.join(newFolder(), 'vectors.bin');
    await refusal(BadVectors, createVectorFile(file, { dim, similarity: 'cosine' }));
  });
});

describe('a file that is refused', () => {
  /** The message, once the file was changed, whichever way it is read. */
  async function refusalAfter(change: (bytes: Buffer) => Buffer): Promise<string> {
    const file = await written(TWO, [
      ['a', 'bb', 'c'],
      [1, 2, 3, 4, 5, 6],
    ]);
    writeFileSync(file, change(readFileSync(file)));
    const message = await refusal(CorruptPackage, (async () => parseVectors(readFileSync(file), file))());
    const inPieces = (async () => {
      const opened = await openVectorFile(file);
      await opened.rows(0, opened.count).finally(() => opened.close());
    })();
    expect(await refusal(CorruptPackage, inPieces)).toBe(message);
    expect(message).toContain(file);
    return message.replaceAll(file, 'F');
  }

  const ROWS_AT = 128;
  const OFFSETS_AT = ROWS_AT + 24;
  const IDS_AT = OFFSETS_AT + 16;
  const changed = (change: (bytes: Buffer) => unknown) => (bytes: Buffer) => {
    change(bytes);
    return bytes;
  };

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['empty', () => Buffer.alloc(0), 'F has 0 bytes, too few for a vector file'],
    ['cut in its header', bytes => bytes.subarray(0, 100), 'F has 100 bytes, too few for a vector file'],
    [
      'cut in the middle',
      bytes => bytes.subarray(0, 140),
      'F has 140 bytes, but 3 vectors of 2 and their ids make 172',
    ],
    ['cut at its end', bytes => bytes.subarray(0, -1), 'F has 171 bytes, but 3 vectors of 2'],
    ['longer', bytes => Buffer.concat([bytes, Buffer.of(0)]), 'F has 173 bytes, but 3 vectors of 2'],
    ['of another count', changed(bytes => bytes.writeUInt8(2, 16)), 'F has 172 bytes, but 2 vectors of 2'],
    [
      'something else',
      changed(bytes => bytes.write('PK')),
      'F is no vector file: it does not begin with RKVECTOR.',
    ],
    ['of a newer format', changed(bytes => bytes.writeUInt32LE(2, 8)), 'F is a vector file of the format 2'],
    ['not finished', changed(bytes => bytes.fill(0, 0, ROWS_AT)), 'F was never finished'],
    ['of no dimension', changed(bytes => bytes.writeUInt32LE(0, 12)), 'F: its header makes no sense'],
    ['of no known similarity', changed(bytes => bytes.writeUInt32LE(9, 24)), 'F: its header makes no sense'],
    [
      'with NaN',
      changed(bytes => bytes.writeFloatLE(NaN, ROWS_AT + 12)),
      'F: the vector of "bb" in row 2 has NaN in it',
    ],
    [
      'with an infinity',
      changed(bytes => bytes.writeFloatLE(Infinity, ROWS_AT)),
      'F: the vector of "a" in row 1 has Infinity',
    ],
    [
      'with an id twice',
      changed(bytes => bytes.write('a', IDS_AT + 3)),
      'F: the rows 1 and 3 have the same id, "a".',
    ],
    [
      'with an empty id',
      changed(bytes => bytes.writeUInt32LE(0, OFFSETS_AT + 4)),
      'F: row 1 has an empty id.',
    ],
    [
      'with ids out of order',
      changed(bytes => bytes.writeUInt32LE(9, OFFSETS_AT + 4)),
      'F: the id of row 2 is no text',
    ],
    ['with ids that are no text', changed(bytes => bytes.writeUInt8(0xff, IDS_AT)), 'F: its ids are no text'],
    [
      'with a character in two ids',
      changed(bytes => bytes.write('éé', IDS_AT)),
      'F: the id of row 2 is no text',
    ],
  ])('%s', async (_, change, message) => {
    expect(await refusalAfter(change)).toContain(message);
  });

  test('one that was not closed', async () => {
    const file = path.join(newFolder(), 'vectors.bin');
    const writer = await createVectorFile(file, TWO);
    await writer.append(['a'], Float32Array.of(1, 2));
    expect(await refusal(CorruptPackage, openVectorFile(file))).toContain('was never finished');
    await writer.discard();
    expect(await refusal(MissingModel, openVectorFile(file))).toBe(`There is no vector file at ${file}.`);
  });

  test('a folder', async () => {
    expect(await refusal(CorruptPackage, openVectorFile(newFolder()))).toContain('is no regular file');
  });
});
