import { IdTable, type Similarity, type Vectors } from '@reckit/artifacts';
import * as fc from 'fast-check';
import { ScoringTimeout } from '../errors';
import { VectorIndex, type Found } from './vector-index';

function vectorsOf(rows: readonly (readonly number[])[], similarity: Similarity = 'inner_product'): Vectors {
  const ids = new IdTable();
  rows.forEach((_, row) => ids.add(`i${row}`));
  return {
    dim: rows[0].length,
    count: rows.length,
    similarity,
    encodedBy: null,
    ids,
    rows: Float32Array.from(rows.flat()),
  };
}

const plain = ({ ids, scores }: Found): [string, number][] => ids.map((id, i) => [id, scores[i]]);

const ROWS = [
  [1, 0],
  [0, 1],
  [3, 4],
  [-1, 0],
  [0, 1],
];

test('inner products are found, the greatest first, and of the same ones the earlier row', async () => {
  const index = VectorIndex.of(vectorsOf(ROWS));
  const found = await index.search(Float32Array.of(0, 2), 4);
  expect(plain(found)).toEqual([
    ['i2', 8],
    ['i1', 2],
    ['i4', 2],
    ['i0', 0],
  ]);
});

test('cosines do not depend on lengths, and are 0 with a vector of zeros', async () => {
  const index = VectorIndex.of(vectorsOf([...ROWS, [0, 0]], 'cosine'));
  const found = await index.search(Float32Array.of(0, 7), 10);
  expect(plain(found).map(([id, score]) => [id, Math.round(score * 1e6) / 1e6])).toEqual([
    ['i1', 1],
    ['i4', 1],
    ['i2', 0.8],
    ['i0', 0],
    ['i3', 0],
    ['i5', 0],
  ]);
  expect([...(await index.search(Float32Array.of(0, 0), 2)).scores]).toEqual([0, 0]);
});

test('what is excluded is not found, and what is unknown is nothing', async () => {
  const index = VectorIndex.of(vectorsOf(ROWS));
  const found = await index.search(Float32Array.of(0, 1), 3, { exclude: ['i1', 'none', 'i2', 'i2'] });
  expect(found.ids).toEqual(['i4', 'i0', 'i3']);
  expect(
    (await index.search(Float32Array.of(0, 1), 3, { exclude: ['i0', 'i1', 'i2', 'i3', 'i4'] })).ids,
  ).toEqual([]);
});

test('the vector of an id is that of its row', () => {
  const index = VectorIndex.of(vectorsOf(ROWS, 'cosine'));
  expect(index.vectorOf('none')).toBeNull();
  const vector = index.vectorOf('i2') ?? [];
  expect([...vector].map(value => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0.8]);
});

test('without vectors nothing is found', async () => {
  const index = VectorIndex.of({
    ...vectorsOf([[1, 2]]),
    count: 0,
    ids: new IdTable(),
    rows: new Float32Array(0),
  });
  expect((await index.search(Float32Array.of(1, 2), 5)).ids).toEqual([]);
});

test('vectors that come in pieces are found as those that come at once', async () => {
  const whole = vectorsOf(ROWS, 'cosine');
  const index = new VectorIndex(whole);
  index.write(0, whole.rows.subarray(0, 6));
  index.write(3, whole.rows.subarray(6));
  index.name(whole.ids);
  const query = Float32Array.of(1, 2);
  expect(await index.search(query, 5)).toEqual(await VectorIndex.of(whole).search(query, 5));
});

test('whatever is asked together, each gets what it would get alone', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.array(fc.record({ seed: fc.nat(50), k: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 }),
        {
          maxLength: 6,
        },
      ),
      async requests => {
        const vectors = vectorsOf(
          Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(3 * i), (i % 7) / 7]),
        );
        const index = VectorIndex.of(vectors);
        const queryOf = (seed: number): Float32Array =>
          Float32Array.of(Math.sin(seed), seed % 3, Math.cos(seed));
        const together = await Promise.all(
          requests.map(request =>
            index.searchAll(request.map(({ seed, k }) => ({ vector: queryOf(seed), k }))),
          ),
        );
        for (const [i, request] of requests.entries()) {
          expect(together[i]).toHaveLength(request.length);
          for (const [j, { seed, k }] of request.entries()) {
            expect(together[i][j]).toEqual(await index.search(queryOf(seed), k));
          }
        }
      },
    ),
    { numRuns: 30 },
  ));

test.each<Similarity>(['inner_product', 'cosine'])(
  'among many vectors is found what a full sort finds, %s, without what is excluded',
  async similarity => {
    const [count, dim, k] = [17_000, 24, 50];
    const vectors = Array.from({ length: count }, (_, row) =>
      Array.from({ length: dim }, (_, i) => Math.sin(row * row + i * i * row) * (1 + (row % 5))),
    );
    const index = VectorIndex.of(vectorsOf(vectors, similarity));
    const query = Float32Array.from({ length: dim }, (_, i) => Math.cos(i * i));
    const lengthOf = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));
    const nearest = vectors
      .map((vector, row) => {
        const product = vector.reduce((sum, value, i) => sum + Math.fround(value) * query[i], 0);
        const divisor = similarity === 'cosine' ? lengthOf(vector) * lengthOf(query) : 1;
        return { id: `i${row}`, score: product / divisor };
      })
      .sort((a, b) => b.score - a.score);
    const exclude = nearest.filter((_, place) => place % 3 === 0).map(({ id }) => id);
    const excluded = new Set(exclude);
    const expected = nearest.filter(({ id }) => !excluded.has(id)).slice(0, k);
    const { ids, scores } = await index.search(query, k, { exclude });
    expect(ids).toEqual(expected.map(({ id }) => id));
    expected.forEach(({ score }, place) => expect(scores[place]).toBeCloseTo(score, 4));
  },
);

test.each([20, 100, 500])('of many vectors that are all the same the first %d are found', async k => {
  const rows = Array.from({ length: 20_000 }, () => new Array<number>(16).fill(1));
  const index = VectorIndex.of(vectorsOf(rows));
  const { ids } = await index.search(new Float32Array(16).fill(1), k);
  expect(ids).toEqual(Array.from({ length: k }, (_, row) => `i${row}`));
});

describe('in a large index', () => {
  const COUNT = 40_000;
  const rows = new Float32Array(COUNT * 16).map((_, i) => Math.sin(i));
  const ids = new IdTable();
  for (let row = 0; row < COUNT; row++) ids.add(String(row));
  const index = VectorIndex.of({
    dim: 16,
    count: COUNT,
    similarity: 'inner_product',
    encodedBy: null,
    ids,
    rows,
  });
  const query = rows.slice(16 * 9, 16 * 10);

  test('the event loop is served while many are searched for', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    const searched = index.searchAll(Array.from({ length: 1_200 }, () => ({ vector: query, k: 20 })));
    setImmediate(count);
    const found = await searched;
    isDone = true;
    // Many times what a slice may take, on any machine.
    expect(turns).toBeGreaterThan(1);
    expect(found.every(({ ids: [first] }) => first === found[0].ids[0])).toBe(true);
  });

  test('a single search overtakes the rest of a long request', async () => {
    const ended: string[] = [];
    const long = index
      .searchAll(Array.from({ length: 100 }, () => ({ vector: query, k: 1 })))
      .then(() => ended.push('long'));
    const short = index.search(query, 1).then(() => ended.push('short'));
    await Promise.all([long, short]);
    expect(ended).toEqual(['short', 'long']);
  });

  test('who waits too long is told so, and the others are not', async () => {
    let now = 1_000;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now++);
    try {
      const hasty = index.searchAll(
        Array.from({ length: 30 }, () => ({ vector: query, k: 1 })),
        20,
      );
      const patient = index.search(query, 1);
      await expect(hasty).rejects.toThrow(ScoringTimeout);
      expect((await patient).ids).toHaveLength(1);
    } finally {
      clock.mockRestore();
    }
  });
});
