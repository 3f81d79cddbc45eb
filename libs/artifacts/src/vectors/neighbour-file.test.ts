import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { lookupPackage } from '../../testing/lookup-package';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { CorruptPackage, MissingModel, PackageNotWritten } from '../errors';
import { openPackage, readManifest, verifyPackage } from '../packages/open-package';
import { sha256Of } from '../files/sha256';
import { writePackage } from '../packages/write-package';
import { parseNeighbours, writeNeighbours } from './neighbour-file';
import { neighboursOf, type Neighbours } from './neighbours';

const newFolder = temporaryFolders();

type Arc = readonly [number, number];

function neighboursOfArcs(count: number, arcs: readonly Arc[]): Neighbours {
  return neighboursOf(count, take => arcs.forEach(([from, to]) => take(from, to)));
}

/** The neighbours of each row as lists. */
function listsOf({ starts, targets }: Neighbours): number[][] {
  return Array.from({ length: starts.length - 1 }, (_, row) => [
    ...targets.subarray(starts[row], starts[row + 1]),
  ]);
}

async function written(neighbours: Neighbours): Promise<string> {
  const file = path.join(newFolder(), 'neighbours.bin');
  await writeNeighbours(file, neighbours);
  return file;
}

test('an arc makes neighbours of both of its ends, once, and of a row itself never', () => {
  const arcs: Arc[] = [
    [3, 0],
    [0, 3],
    [1, 1],
    [0, 2],
    [0, 3],
  ];
  expect(listsOf(neighboursOfArcs(5, arcs))).toEqual([[2, 3], [], [0], [0], []]);
});

test('whatever the arcs, the neighbours that are read are those of a plain account of them', () =>
  fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 30 })
        .chain(count =>
          fc.tuple(
            fc.constant(count),
            fc.array(fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: count - 1 })), { maxLength: 80 }),
          ),
        ),
      async ([count, arcs]) => {
        const sets = Array.from({ length: count }, () => new Set<number>());
        for (const [from, to] of arcs) {
          if (from === to) continue;
          sets[from].add(to);
          sets[to].add(from);
        }
        const file = await written(neighboursOfArcs(count, arcs));
        const read = parseNeighbours(readFileSync(file), count, file);
        expect(listsOf(read)).toEqual(sets.map(set => [...set].sort((a, b) => a - b)));
      },
    ),
    { numRuns: 50 },
  ));

test('whatever is cut off or flipped, nothing that is read is out of range', () =>
  fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat({ max: 255 }), fc.boolean(), async (place, mask, isCut) => {
      const file = await written(
        neighboursOfArcs(4, [
          [0, 1],
          [1, 2],
          [3, 0],
        ]),
      );
      const bytes = readFileSync(file);
      const at = place % bytes.length;
      const damaged = isCut ? bytes.subarray(0, at) : bytes;
      if (!isCut) damaged[at] ^= mask;
      let read: Neighbours;
      try {
        read = parseNeighbours(damaged, 4, file);
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptPackage);
        return;
      }
      expect(isCut).toBe(false);
      for (const [row, list] of listsOf(read).entries()) {
        expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
        expect(list.every(target => target < 4 && target !== row)).toBe(true);
      }
    }),
    { numRuns: 100 },
  ));

test('there may be none, of none', async () => {
  const file = await written(neighboursOfArcs(0, []));
  expect(listsOf(parseNeighbours(readFileSync(file), 0, file))).toEqual([]);
});

test('bytes that begin anywhere are read', async () => {
  const file = await written(neighboursOfArcs(3, [[0, 2]]));
  const bytes = Buffer.concat([Buffer.of(0), readFileSync(file)]).subarray(1);
  expect(listsOf(parseNeighbours(bytes, 3, file))).toEqual([[2], [], [0]]);
});

describe('a file that is refused', () => {
  const STARTS_AT = 32;
  const TARGETS_AT = STARTS_AT + 16;
  const changed = (change: (bytes: Buffer) => unknown) => (bytes: Buffer) => {
    change(bytes);
    return bytes;
  };

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    [
      'empty',
      () => Buffer.alloc(0),
      'F has 0 bytes, too few for a file of neighbours: write or copy it again.',
    ],
    [
      'cut off',
      bytes => bytes.subarray(0, 50),
      'F has 50 bytes, but 3 rows of together 4 neighbours make 64: it is cut off or was changed; write or copy it again.',
    ],
    ['longer', bytes => Buffer.concat([bytes, Buffer.of(0)]), 'F has 65 bytes, but 3 rows of together 4'],
    ['something else', changed(bytes => bytes.write('PK')), 'F is no file of neighbours'],
    ['of a newer format', changed(bytes => bytes.writeUInt32LE(2, 8)), 'of neighbours of the format 2'],
    [
      'of other targets',
      changed(bytes => bytes.writeUInt32LE(3, STARTS_AT + 12)),
      'F: its rows do not have all of its neighbours: the file is damaged',
    ],
    [
      'with rows out of order',
      changed(bytes => bytes.writeUInt32LE(9, STARTS_AT + 4)),
      'F: row 1 ends where it cannot',
    ],
    [
      'with a row that is none',
      changed(bytes => bytes.writeUInt32LE(3, TARGETS_AT)),
      'F: row 1 has the neighbour 4 among 3 rows',
    ],
    [
      'with a row beside itself',
      changed(bytes => bytes.writeUInt32LE(0, TARGETS_AT)),
      'F: row 1 has itself as a neighbour',
    ],
    [
      'with neighbours out of order',
      changed(bytes => bytes.writeUInt32LE(2, TARGETS_AT + 4)),
      'F: the neighbours of row 2 are out of order',
    ],
  ])('%s', async (_, change, message) => {
    const file = await written(
      neighboursOfArcs(3, [
        [0, 1],
        [1, 2],
      ]),
    );
    const bytes = change(readFileSync(file));
    const refused = await refusal(CorruptPackage, (async () => parseNeighbours(bytes, 3, 'F'))());
    expect(refused).toContain(message);
  });

  test('of other vectors', async () => {
    const file = await written(neighboursOfArcs(3, []));
    const attempt = (async () => parseNeighbours(readFileSync(file), 4, 'F'))();
    expect(await refusal(CorruptPackage, attempt)).toBe(
      'F has the neighbours of 3 vectors, and there are 4: the two do not belong together; write or copy it again.',
    );
  });
});

describe('a package of vectors that are looked up by their ids', () => {
  /** Changes the manifest. */
  function edit(dir: string, change: (manifest: Record<string, unknown>) => object): void {
    const file = path.join(dir, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, ...change(manifest) }));
  }

  async function writtenPackage(): Promise<string> {
    const modelDir = newFolder();
    return writePackage(modelDir, await lookupPackage(modelDir, 'v1'));
  }

  test('needs no graph, and tells its neighbours to who asks', async () => {
    const dir = await writtenPackage();
    const opened = await openPackage(dir, 'graph_recall');
    const { manifest, vectors } = opened;
    expect(manifest.signatures).toEqual([expect.not.objectContaining({ graph: expect.anything() })]);
    expect(manifest.vectors).toEqual({
      file: 'item_vectors.bin',
      queries_of: 'graph_recall',
      dim: 2,
      count: 3,
      similarity: 'cosine',
    });
    expect(manifest.neighbours).toEqual({ file: 'neighbours.bin' });
    expect(vectors?.ids.rowOf('u3')).toBe(2);
    const neighbours = await opened.neighbours();
    expect(neighbours && listsOf(neighbours)).toEqual([[1], [0, 2], [1]]);
    expect((await verifyPackage(dir, 'graph_recall')).neighbours).toEqual(manifest.neighbours);
  });

  test('need not tell neighbours', async () => {
    const modelDir = newFolder();
    const { neighbours, ...content } = await lookupPackage(modelDir, 'v1');
    const opened = await openPackage(await writePackage(modelDir, content), 'graph_recall');
    expect(await opened.neighbours()).toBeNull();
    expect(neighbours && existsSync(neighbours.from)).toBe(true);
  });

  test('with damaged neighbours is refused, with an own checksum, too', async () => {
    const dir = await writtenPackage();
    const file = path.join(dir, 'neighbours.bin');
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(9, bytes.length - 4);
    writeFileSync(file, bytes);
    const attempts = () => [
      openPackage(dir, 'graph_recall').then(opened => opened.neighbours()),
      verifyPackage(dir, 'graph_recall'),
    ];
    for (const attempt of attempts())
      expect(await refusal(CorruptPackage, attempt)).toContain('does not have the checksum');
    edit(dir, manifest => ({
      files: (manifest['files'] as { name: string }[]).map(entry =>
        entry.name === 'neighbours.bin' ? { ...entry, sha256: sha256Of(bytes) } : entry,
      ),
    }));
    for (const attempt of attempts())
      expect(await refusal(CorruptPackage, attempt)).toContain(
        `${file}: row 3 has the neighbour 10 among 3 rows`,
      );
  });

  const vectors = {
    file: 'item_vectors.bin',
    queries_of: 'graph_recall',
    dim: 2,
    count: 3,
    similarity: 'cosine',
  };
  test.each<[string, object, string]>([
    [
      'without vectors',
      { vectors: undefined, neighbours: undefined },
      'manifest.json: signatures.0.graph: expected the file that computes it, since no vectors are looked up by it',
    ],
    [
      'with neighbours of no vectors',
      { vectors: undefined },
      'signatures.0.graph: expected the file that computes it',
    ],
    [
      'with vectors that a graph encodes',
      { vectors: { ...vectors, items_of: 'graph_recall' } },
      'manifest.json: vectors.items_of: expected no signature, since graph_recall takes the ids of the vectors',
    ],
    [
      'with more vectors than can be told apart',
      { vectors: { ...vectors, count: 2 ** 24 - 1 } },
      'manifest.json: vectors.count: expected at most 16777214',
    ],
    [
      'with neighbours in a file of their own',
      { neighbours: { file: 'others.bin' } },
      'its neighbours are in others.bin, which is none of its files',
    ],
  ])('%s is refused', async (_, change, message) => {
    const dir = await writtenPackage();
    edit(dir, () => change);
    expect(await refusal(CorruptPackage, readManifest(dir))).toContain(message);
  });

  test.each<[string, () => Promise<string>, new (message: string) => Error, string]>([
    [
      'of other vectors',
      () => written(neighboursOfArcs(2, [[0, 1]])),
      CorruptPackage,
      'has the neighbours of 2 vectors, and there are 3',
    ],
    [
      'that are not there',
      async () => path.join(newFolder(), 'none.bin'),
      MissingModel,
      'There is no file of neighbours at ',
    ],
  ])('neighbours %s are not written', async (_, file, kind, message) => {
    const modelDir = newFolder();
    const content = await lookupPackage(modelDir, 'v1');
    const attempt = writePackage(modelDir, { ...content, neighbours: { from: await file() } });
    expect(await refusal(kind, attempt)).toContain(message);
  });

  test('neighbours of no vectors, and a file of their name, are not written', async () => {
    const modelDir = newFolder();
    const content = { ...(await lookupPackage(modelDir, 'v1')), vectors: undefined };
    const [signature] = content.manifest.signatures;
    const signatures = [{ ...signature, graph: 'feature_meta.json' }];
    const manifest = { ...content.manifest, signatures };
    expect(await refusal(PackageNotWritten, writePackage(modelDir, { ...content, manifest }))).toBe(
      'Version v1 of graph_recall would not open again: it has neighbours, but no vectors of which they could be neighbours',
    );
    const files = { ...content.files, 'neighbours.bin': '' };
    expect(await refusal(PackageNotWritten, writePackage(modelDir, { ...content, files }))).toContain(
      'neighbours.bin is written with the package and cannot be one of its files',
    );
  });
});
