import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegularFile, Vectors } from '@reckit/artifacts';
import * as fc from 'fast-check';
import { seenCharacter } from '../../../../messages/testing/characters';
import { RejectedModel } from '../../errors';
import type { ModelSource } from '../../loading/open-parts';
import { readModelSource } from '../../loading/read-model-source';
import { flatNode2vec } from './flat-node2vec';

const FILE = 'node2vec_meta.json';
let folder = '';
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'reckit-node2vec-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string | Buffer, excludeNeighbors = false): Promise<ModelSource> {
  writeFileSync(path.join(folder, FILE), content);
  return readModelSource({
    modelDir: folder,
    name: 'graph_recall',
    flat: flatNode2vec,
    version: null,
    excludeNeighbors,
  });
}

/** A file in memory, in pieces of so many bytes. */
function inPieces(content: string, pieceBytes: number): RegularFile {
  const bytes = Buffer.from(content);
  return {
    size: bytes.length,
    read: () => Promise.reject(new Error('The file is larger than memory.')),
    async *pieces() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

/** The ids that were read, with their vectors. */
async function vectorsIn(content: string | Buffer): Promise<[string, number[]][]> {
  const { vectors } = await read(content);
  if (!vectors?.rows) throw new Error('There are no vectors.');
  return entriesOf({ ...vectors.items, rows: vectors.rows });
}

function entriesOf({ ids, rows, dim, count }: Vectors): [string, number[]][] {
  expect(rows).toHaveLength(count * dim);
  return Array.from({ length: count }, (_, row) => [
    ids.at(row),
    [...rows.subarray(row * dim, (row + 1) * dim)],
  ]);
}

async function refusal(content: string | Buffer): Promise<string> {
  const error: unknown = await read(content).catch((reason: unknown) => reason);
  if (!(error instanceof RejectedModel)) throw error;
  expect(error.message).not.toMatch(/[\r\n]/);
  expect(error.message.startsWith(`${folder}: `)).toBe(true);
  const message = error.message.slice(folder.length + 2);
  expect(message.length).toBeLessThanOrEqual(300);
  return message;
}

/** JSON has one zero. */
const rounded = (value: number): number => Math.fround(Object.is(value, -0) ? 0 : value);

const metaOf = (embeddings: object, more: object = {}): string => JSON.stringify({ embeddings, ...more });

test('vectors are read as Python wrote them, and looked up as they stand', async () => {
  const python = JSON.stringify(
    { embeddings: { u1: [0.5, -1e-7], u2: [1, 2e3] }, dim: 2, num_nodes: 2 },
    null,
    2,
  );
  expect(await vectorsIn(python)).toEqual([
    ['u1', [0.5, Math.fround(-1e-7)]],
    ['u2', [1, 2000]],
  ]);
  const { vectors, signatures, version } = await read(python);
  expect({ signatures, version }).toEqual({ signatures: [], version: 'unknown' });
  expect(vectors).toMatchObject({
    items: { similarity: 'cosine', encodedBy: null },
    queriesOf: 'graph_recall',
    lookup: { name: 'graph_recall', checks: null, neighbours: null, spec: { categoryForm: 1 } },
  });
});

test('the order of the keys, spaces and what else is there do not matter', async () => {
  const content = `\uFEFF { "num_nodes":1 , "walks": {"p": [1, "]}\\"", {}], "q": null},\r\n"note":"a \\" b", "embeddings"
    : { "a" :\t[ 1 , 2.5 ] } , "dim":2}\n`;
  expect(await vectorsIn(content)).toEqual([['a', [1, 2.5]]]);
});

test('ids are what they are', async () => {
  const ids = [
    'a "quoted" one',
    'with, commas',
    ' spaces ',
    '商品 1',
    '😀',
    '__proto__',
    'a\\b',
    '\u0000',
    '1',
  ];
  const text = `{"embeddings":{${ids.map((id, i) => `${JSON.stringify(id)}:[${i},1]`).join()}}}`;
  expect(await vectorsIn(text)).toEqual(ids.map((id, i) => [id, [i, 1]]));
  expect(await vectorsIn('{"embeddings":{"\\u5546\\ud83d\\ude00":[1]}}')).toEqual([['商😀', [1]]]);
});

test('whatever the numbers, they are the nearest floats; pieces may end anywhere', () =>
  fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 9 })
        .chain(dim =>
          fc.uniqueArray(
            fc.tuple(
              fc.string({ unit: seenCharacter, minLength: 1, maxLength: 6 }),
              fc.array(
                fc.oneof(
                  fc.float({ noNaN: true, noDefaultInfinity: true }),
                  fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
                  fc.integer(),
                ),
                { minLength: dim, maxLength: dim },
              ),
            ),
            { minLength: 1, maxLength: 12, selector: ([id]) => id },
          ),
        ),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1, max: 40 }),
      async (vectors, indent, pieceBytes) => {
        const content = JSON.stringify(
          { embeddings: Object.fromEntries(vectors), dim: vectors[0][1].length },
          null,
          indent,
        );
        const { vectors: found } = await flatNode2vec.readVectors(inPieces(content, pieceBytes));
        const read = new Map(entriesOf(found));
        expect(read.size).toBe(vectors.length);
        for (const [id, values] of vectors) expect(read.get(id)).toEqual(values.map(rounded));
      },
    ),
    { numRuns: 60 },
  ));

test('numbers of any spelling are read', async () => {
  const spelled = [
    '0',
    '-0.0',
    '1E2',
    '1e+2',
    '12345678901234567890123',
    '0.1000000000000000000000000001',
    '1e-400',
    '-1.5e-3',
  ];
  const [[, values]] = await vectorsIn(`{"embeddings":{"a":[${spelled.join(', ')}]}}`);
  expect(values.map(Object.is.bind(null, NaN))).toEqual(spelled.map(() => false));
  expect(values).toEqual(spelled.map(text => Math.fround(Number(text))));
});

test('a file of several pieces is read, with vectors that are longer than what the kernel has at hand', async () => {
  const wide = Array.from({ length: 9_000 }, (_, i) => i / 7);
  const narrow = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`商品-${i}`, wide.map(value => value + i)]),
  );
  const content = metaOf(narrow, { dim: 9_000, num_nodes: 30 });
  expect(Buffer.byteLength(content)).toBeGreaterThan(3 * 1024 * 1024);
  const read = await vectorsIn(content);
  expect(read.map(([id]) => id)).toEqual(Object.keys(narrow));
  for (const [id, values] of read) expect(values).toEqual(narrow[id].map(Math.fround));
});

describe('a file is refused', () => {
  test.each<[string, string | Buffer, string]>([
    [
      'with no vectors',
      metaOf({}, { dim: 64, num_nodes: 0 }),
      `${FILE} has no embeddings, so that nobody would be known`,
    ],
    ['without embeddings', '{"dim": 4}', `${FILE} has no embeddings`],
    [
      'with embeddings twice',
      '{"embeddings":{"a":[1]},"embeddings":{"b":[1]}}',
      `${FILE} has embeddings twice.`,
    ],
    [
      'with vectors of two lengths',
      metaOf({ a: [1, 2], b: [1, 2, 3] }),
      `${FILE}: the vector of "b" has 3 numbers, and that of "a" has 2: they must be of one length.`,
    ],
    [
      'with one that is shorter',
      metaOf({ a: [1, 2], b: [1] }),
      'the vector of "b" has 1 numbers, and that of "a" has 2',
    ],
    [
      'with one that is empty',
      metaOf({ a: [1, 2], b: [] }),
      'the vector of "b" has 0 numbers, and that of "a" has 2',
    ],
    ['with a first one that is empty', metaOf({ a: [] }), `${FILE}: the vector of "a" is empty.`],
    [
      'with null',
      metaOf({ a: [1, 2], b: [1, null] }),
      'number 2 of the vector of "b" is null, not a finite 32-bit float',
    ],
    [
      'with NaN',
      '{"embeddings":{"a":[NaN,1]}}',
      'number 1 of the vector of "a" is NaN, not a finite 32-bit float',
    ],
    [
      'with an infinity',
      '{"embeddings":{"a":[1,-Infinity]}}',
      'number 2 of the vector of "a" is -Infinity, not a finite',
    ],
    ['with a number beyond float32', '{"embeddings":{"a":[1e39]}}', 'number 1 of the vector of "a" is 1e'],
    ['with a number beyond all', '{"embeddings":{"a":[1e400]}}', 'number 1 of the vector of "a" is 1e400'],
    ['with a text among numbers', '{"embeddings":{"a":[1,"2"]}}', 'number 2 of the vector of "a" is "2"'],
    ['with a list in a list', '{"embeddings":{"a":[1,[2]]}}', 'number 2 of the vector of "a" is [2'],
    ['with a comma too many', '{"embeddings":{"a":[1,]}}', 'number 2 of the vector of "a" is nothing'],
    [
      'with a vector that is none',
      '{"embeddings":{"a":5}}',
      'is not JSON: expected "[" at byte 19, got "5".',
    ],
    [
      'with another dim',
      metaOf({ a: [1, 2] }, { dim: 3 }),
      `${FILE} says dim 3, and its vectors have 2 numbers`,
    ],
    [
      'with another num_nodes',
      metaOf({ a: [1, 2] }, { num_nodes: 2 }),
      `${FILE} says num_nodes 2, and it has 1 vectors`,
    ],
    [
      'with a dim that is none',
      metaOf({ a: [1] }, { dim: 'two' }),
      `${FILE}: dim: expected a number, got "two"`,
    ],
    ['with an id twice', '{"embeddings":{"a":[1],"a":[2]}}', `${FILE}: the id "a" is there twice.`],
    [
      'with an id twice, by another spelling',
      '{"embeddings":{"a":[1],"\\u0061":[2]}}',
      'the id "a" is there twice.',
    ],
    ['with an empty id', '{"embeddings":{"":[1]}}', `${FILE}: a vector has an empty id.`],
    [
      'with half a character',
      '{"embeddings":{"\\ud800":[1]}}',
      `${FILE}: the id "\\ud800" is no valid text.`,
    ],
    ['that is no UTF-8', Buffer.from('{"embeddings":{"\xff":[1]}}', 'latin1'), 'is not UTF-8 at byte 15.'],
    ['that is a list', '[1]', `${FILE} is not JSON: expected "{" at byte 0, got "[".`],
    ['that is a word', 'pickle', 'expected "{" at byte 0, got "p".'],
    ['with a word in it', '{"embeddings":{"a":[1]},"dim":two}', 'is not JSON at byte 30: got "two".'],
    ['without a comma', '{"embeddings":{"a":[1] "b":[2]}}', 'expected "," or "}" at byte 23'],
    ['with a key that is none', '{"embeddings":{a:[1]}}', 'expected a key in quotes at byte 15'],
    ['that goes on', '{"embeddings":{"a":[1]}} {}', 'expected the end at byte 25'],
    [
      'that is empty',
      '',
      `${FILE} ends in the middle, behind 0 vectors: it was cut off; copy or train it again.`,
    ],
  ])('%s', async (_, content, message) => {
    expect(await refusal(content)).toContain(message);
  });

  const WHOLE = metaOf({ u1: [1, 2], 'u "2"': [3, 4], u3: [5, -6.25] }, { dim: 2, num_nodes: 3 });
  test.each(Array.from({ length: WHOLE.length }, (_, length) => length))(
    'cut off after %d bytes',
    async length => {
      expect(await refusal(WHOLE.slice(0, length))).toMatch(
        /^node2vec_meta\.json ends in the middle, behind [0-3] vectors: /,
      );
    },
  );

  test('with a value that never ends', async () => {
    expect(await refusal(`{"embeddings":{"a":[${'1,'.repeat(9 * 1024 * 1024)}`)).toMatch(
      /has a value of more than 16777216 bytes at byte 19\.$/,
    );
  });
});

test('neighbours that the file does not tell cannot be left out', async () => {
  const error: unknown = await read(metaOf({ a: [1] }), true).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RejectedModel);
  expect(String(error)).toContain(
    `EXCLUDE_NEIGHBORS=true leaves out neighbours in the graph, and ${FILE} does not tell which these are: train a package by node2vec, or unset EXCLUDE_NEIGHBORS.`,
  );
});
