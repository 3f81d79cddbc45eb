import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { vectorPackage, vectorsOf } from '../../testing/vector-package';
import { CorruptPackage, MissingModel, PackageNotWritten } from '../errors';
import { openPackage, readManifest, verifyPackage } from '../packages/open-package';
import { sha256Of } from '../files/sha256';
import { writePackage, type PackageVectors } from '../packages/write-package';
import { createVectorFile } from './create-vector-file';
import { streamVectors } from './stream-vectors';
import type { VectorHeader } from './vector-format';

const newFolder = temporaryFolders();

async function writtenPackage(): Promise<string> {
  const modelDir = newFolder();
  return writePackage(modelDir, await vectorPackage(modelDir, 'v1'));
}

/** Changes what `manifest.json` says of the vectors, or of something else. */
function edit(dir: string, change: (manifest: Record<string, unknown>) => object): void {
  const file = path.join(dir, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, ...change(manifest) }));
}

/** Changes what the manifest says of the vector file. */
function editEntry(dir: string, change: object): void {
  edit(dir, manifest => ({
    files: (manifest['files'] as { name: string }[]).map(entry =>
      entry.name === 'item_vectors.bin' ? { ...entry, ...change } : entry,
    ),
  }));
}

test('a vector file is moved into the package, and read with it', async () => {
  const modelDir = newFolder();
  const content = await vectorPackage(modelDir, 'v1');
  const dir = await writePackage(modelDir, content);
  expect(readdirSync(path.dirname(dir))).toEqual(['v1']);
  const { manifest, vectors } = await openPackage(dir, 'xgb');
  expect(manifest.vectors).toEqual({
    file: 'item_vectors.bin',
    items_of: 'item',
    queries_of: 'user',
    dim: 2,
    count: 3,
    similarity: 'inner_product',
  });
  expect(vectors && [...vectors.rows]).toEqual([1, 0, 0, 1, 1, 1]);
  expect(vectors?.ids.rowOf('i3')).toBe(2);
  expect((await verifyPackage(dir, 'xgb')).vectors).toEqual(manifest.vectors);
});

test('vectors that somebody takes are read piece by piece, and not kept', async () => {
  const dir = await writtenPackage();
  const headers: VectorHeader[] = [];
  const pieces: [number, number[]][] = [];
  const { vectors, taken } = await openPackage(dir, 'xgb', null, {
    begin: header => void headers.push(header),
    take: (first, rows) => void pieces.push([first, [...rows]]),
  });
  expect(vectors).toBeNull();
  expect(headers).toMatchObject([{ dim: 2, count: 3, similarity: 'inner_product' }]);
  expect(pieces).toEqual([[0, [1, 0, 0, 1, 1, 1]]]);
  expect(taken).toMatchObject({ dim: 2, count: 3 });
  expect(taken?.ids.rowOf('i3')).toBe(2);
});

test('vectors of several pieces are taken in their order, each number as it is in the file', async () => {
  const [count, dim] = [1_000, 700];
  const file = path.join(newFolder(), 'vectors.bin');
  const values = Float32Array.from({ length: count * dim }, (_, i) => Math.sin(i));
  const writer = await createVectorFile(file, { dim, similarity: 'cosine' });
  await writer.append(
    Array.from({ length: count }, (_, i) => `i${i}`),
    values,
  );
  await writer.close();
  const copy = new Float32Array(count * dim);
  const firsts: number[] = [];
  const { vectors, sha256 } = await streamVectors(
    file,
    {
      begin: () => undefined,
      // Later than the next piece is read.
      take: async (first, rows) => {
        await new Promise(resolve => setTimeout(resolve, 5));
        firsts.push(first);
        copy.set(rows, first * dim);
      },
    },
    () => undefined,
  );
  expect(firsts.length).toBeGreaterThan(2);
  expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
  expect(Buffer.from(copy.buffer).equals(Buffer.from(values.buffer))).toBe(true);
  expect(vectors.count).toBe(count);
  expect(sha256).toBe(sha256Of(readFileSync(file)));
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['cut', bytes => bytes.subarray(0, 140)],
  ['changed', bytes => Buffer.concat([bytes.subarray(0, -1), Buffer.from('x')])],
  ['of another magic', bytes => Buffer.concat([Buffer.from('PK'), bytes.subarray(2)])],
  ['with NaN', bytes => bytes.fill(0xff, 132, 136)],
])('a file that is %s is refused with the same words, whoever takes its vectors', async (_, change) => {
  const dir = await writtenPackage();
  writeFileSync(vectorsOf(dir), change(readFileSync(vectorsOf(dir))));
  const taker = { begin: () => undefined, take: () => undefined };
  const message = await refusal(CorruptPackage, openPackage(dir, 'xgb', null, taker));
  expect(message).toBe(await refusal(CorruptPackage, openPackage(dir, 'xgb')));
  expect(message).toContain(vectorsOf(dir));
});

test('numbers that are not finite are refused, whoever takes them', async () => {
  const dir = await writtenPackage();
  const bytes = readFileSync(vectorsOf(dir)).fill(0xff, 132, 136);
  writeFileSync(vectorsOf(dir), bytes);
  editEntry(dir, { sha256: sha256Of(bytes) });
  const taker = { begin: () => undefined, take: () => undefined };
  expect(await refusal(CorruptPackage, openPackage(dir, 'xgb', null, taker))).toContain(
    'the vector of "i1" in row 1 has NaN in it',
  );
});

test('who does not ask for the vectors does not read them', async () => {
  const dir = await writtenPackage();
  writeFileSync(vectorsOf(dir), '');
  expect((await openPackage(dir, 'xgb', ['user.onnx'])).vectors).toBeNull();
});

test('vectors of another graph are not written into a package', async () => {
  const modelDir = newFolder();
  const content = await vectorPackage(modelDir, 'v1', 'ab'.repeat(32));
  expect(await refusal(PackageNotWritten, writePackage(modelDir, content))).toBe(
    'Version v1 of xgb would not open again: the vectors in item_vectors.bin were made by another graph than item.onnx of item: they are of another version; train the package again, which writes them',
  );
  // They stay where they are.
  expect(content.vectors && existsSync(content.vectors.from)).toBe(true);
});

test.each<[string, Partial<PackageVectors>, string]>([
  ['of no signature', { itemsOf: 'doc' }, 'its vectors are of "doc", which is none of its signatures'],
  ['for no signature', { queriesOf: 'query' }, 'its vectors are of "query", which is none of its signatures'],
])('vectors %s are not written into a package', async (_, change, reason) => {
  const modelDir = newFolder();
  const content = await vectorPackage(modelDir, 'v1');
  const vectors = { from: '', queriesOf: '', ...content.vectors, ...change };
  const message = await refusal(PackageNotWritten, writePackage(modelDir, { ...content, vectors }));
  expect(message).toBe(`Version v1 of xgb would not open again: ${reason}`);
});

test('a vector file that is not there is no part of a package', async () => {
  const modelDir = newFolder();
  const content = await vectorPackage(modelDir, 'v1');
  const vectors = { from: path.join(modelDir, 'none.bin'), queriesOf: 'user' };
  expect(await refusal(MissingModel, writePackage(modelDir, { ...content, vectors }))).toBe(
    `There is no vector file at ${vectors.from}.`,
  );
});

describe('a package is refused', () => {
  test('with the vectors of another version', async () => {
    const dir = await writtenPackage();
    const other = newFolder();
    const content = await vectorPackage(other, 'v2', 'cd'.repeat(32));
    if (!content.vectors) throw new Error('The package has vectors.');
    const bytes = readFileSync(content.vectors.from);
    writeFileSync(vectorsOf(dir), bytes);
    expect(await refusal(CorruptPackage, openPackage(dir, 'xgb'))).toContain('does not have the checksum');
    // Whoever changes a vector file may change the manifest as well.
    editEntry(dir, { sha256: sha256Of(bytes) });
    const taker = { begin: () => undefined, take: () => undefined };
    for (const attempt of [
      () => openPackage(dir, 'xgb'),
      () => openPackage(dir, 'xgb', null, taker),
      () => verifyPackage(dir, 'xgb'),
    ]) {
      expect(await refusal(CorruptPackage, attempt())).toBe(
        `${dir}: the vectors in item_vectors.bin were made by another graph than item.onnx of item: they are of another version; train the package again, which writes them.`,
      );
    }
  });

  const entry = {
    file: 'item_vectors.bin',
    items_of: 'item',
    queries_of: 'user',
    dim: 2,
    count: 3,
    similarity: 'inner_product',
  };
  test.each<[string, object, string]>([
    [
      'of another dimension',
      { dim: 3 },
      'item_vectors.bin holds 3 vectors of 2 (inner_product), the manifest says 3 of 3 (inner_product)',
    ],
    ['of another count', { count: 4 }, 'the manifest says 4 of 2'],
    ['of another similarity', { similarity: 'cosine' }, 'the manifest says 3 of 2 (cosine)'],
    [
      'in a file of its own',
      { file: 'others.bin' },
      'its vectors are in others.bin, which is none of its files',
    ],
    ['of no signature', { items_of: 'doc' }, 'its vectors are of "doc", which is none of its signatures'],
    ['of an unknown similarity', { similarity: 'l2' }, 'manifest.json: vectors.similarity: '],
  ])('with vectors %s', async (_, change, reason) => {
    const dir = await writtenPackage();
    edit(dir, () => ({ vectors: { ...entry, ...change } }));
    expect(await refusal(CorruptPackage, openPackage(dir, 'xgb'))).toContain(reason);
  });

  test('with a vector file that is damaged', async () => {
    const dir = await writtenPackage();
    writeFileSync(vectorsOf(dir), readFileSync(vectorsOf(dir)).subarray(0, 150));
    expect(await refusal(CorruptPackage, openPackage(dir, 'xgb'))).toContain(
      'has 150 bytes, the manifest says',
    );
  });
});

test('vectors that were learned belong to the graph of the queries', async () => {
  const modelDir = newFolder();
  const content = await vectorPackage(modelDir, 'v1');
  const from = path.join(modelDir, 'learned.bin');
  const encodedBy = sha256Of(Buffer.from(String(content.files['user.onnx'])));
  const writer = await createVectorFile(from, { dim: 2, similarity: 'cosine', encodedBy });
  await writer.append(['i1'], Float32Array.of(1, 0));
  await writer.close();
  const dir = await writePackage(modelDir, { ...content, vectors: { from, queriesOf: 'user' } });
  expect((await readManifest(dir)).vectors).toEqual({
    file: 'item_vectors.bin',
    queries_of: 'user',
    dim: 2,
    count: 1,
    similarity: 'cosine',
  });
});
