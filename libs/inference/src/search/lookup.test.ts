import { IdTable, neighboursOf, type Checks, type Neighbours } from '@reckit/artifacts';
import { lookupFeatures } from '@reckit/features';
import * as fc from 'fast-check';
import { seenCharacter } from '../../../messages/testing/characters';
import { RejectedModel, ScoringTimeout } from '../errors';
import { openLookup } from './open-lookup';
import { Lookup, type LookupParts } from './lookup';
import { VectorIndex } from './vector-index';

type Vectors = Readonly<Record<string, readonly number[]>>;

const USERS: Vectors = { u1: [1, 0], u2: [0.8, 0.6], u3: [0.6, 0.8], u4: [0, 2], u5: [-1, 0] };

function partsOf(vectors: Vectors, neighbours: Neighbours | null = null): LookupParts {
  const ids = new IdTable();
  const rows = Object.entries(vectors).map(([id, row]) => (ids.add(id), row));
  const index = VectorIndex.of({
    dim: rows[0].length,
    count: rows.length,
    similarity: 'cosine',
    encodedBy: null,
    ids,
    rows: Float32Array.from(rows.flat()),
  });
  const source = { name: 'graph_recall', spec: lookupFeatures('user_id'), checks: null, neighbours };
  return { source, vectors: index, ids };
}

async function ask(
  lookup: Lookup,
  rows: readonly object[],
  timeoutMs = Infinity,
): Promise<{ ids: string[][]; scores: number[][]; width: number }> {
  const outputs = await lookup.score(lookup.encoder.encode(rows, 'data'), timeoutMs);
  const [{ width }] = lookup.answersIn(outputs, rows.length);
  const of = <Value>(values: ArrayLike<Value>): Value[][] =>
    rows.map((_, row) => Array.from(values).slice(row * width, (row + 1) * width));
  return { ids: of(outputs[0] as string[]), scores: of(outputs[1] as Float32Array), width };
}

test('an id is answered with those that are nearest to it, never with itself', async () => {
  const lookup = new Lookup(partsOf(USERS));
  const { ids, scores } = await ask(lookup, [{ user_id: 'u1' }, { user_id: 'u4', top_k: 2 }]);
  expect(ids).toEqual([
    ['u2', 'u3', 'u4', 'u5'],
    ['u3', 'u2', '', ''],
  ]);
  [0.8, 0.6, 0, -1].forEach((score, i) => expect(scores[0][i]).toBeCloseTo(score, 6));
  expect(scores[1].slice(2)).toEqual([0, 0]);
});

test('an id that is unknown has no neighbours, among others and alone', async () => {
  const lookup = new Lookup(partsOf(USERS));
  expect((await ask(lookup, [{ user_id: 'nobody' }, { user_id: 'u1', top_k: 1 }])).ids).toEqual([
    ['', '', '', ''],
    ['u2', '', '', ''],
  ]);
  expect(await ask(lookup, [{ user_id: 'nobody', top_k: 2 }, { top_k: 1 }])).toEqual({
    ids: [
      ['', ''],
      ['', ''],
    ],
    scores: [
      [0, 0],
      [0, 0],
    ],
    width: 2,
  });
});

test.each([
  [0, 1],
  [-5, 1],
  [2.9, 2],
  [1_000, 4],
  ['3', 3],
  [null, 4],
])('top_k %p finds %d', async (topK, count) => {
  const { ids } = await ask(new Lookup(partsOf(USERS)), [{ user_id: 'u1', top_k: topK }]);
  expect(ids[0]).toEqual(['u2', 'u3', 'u4', 'u5'].slice(0, count));
});

test('as many as 500 are found, 20 where nobody says', async () => {
  const lookup = new Lookup(
    partsOf(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`u${i}`, [1, i]]))),
  );
  const found = async (row: object): Promise<number> => (await ask(lookup, [row])).ids[0].length;
  expect(await found({ user_id: 'u0', top_k: 9_999 })).toBe(500);
  expect(await found({ user_id: 'u0' })).toBe(20);
  expect(lookup.outputs.map(({ width, isUpTo }) => [width, isUpTo])).toEqual([
    [500, true],
    [500, true],
  ]);
});

test('in a graph of one node nobody is near', async () => {
  expect(await ask(new Lookup(partsOf({ only: [1, 2] })), [{ user_id: 'only' }])).toEqual({
    ids: [['']],
    scores: [[0]],
    width: 1,
  });
});

test('a vector of zeros is as near to everybody, and to nobody nearer', async () => {
  const lookup = new Lookup(partsOf({ zero: [0, 0], a: [1, 0], b: [0, -1] }));
  expect(await ask(lookup, [{ user_id: 'zero' }])).toEqual({ ids: [['a', 'b']], scores: [[0, 0]], width: 2 });
});

test('no rows are answered with none, in the widths that there can be', async () => {
  const lookup = new Lookup(partsOf(USERS));
  expect(await ask(lookup, [])).toEqual({ ids: [], scores: [], width: 4 });
});

test('all rows may ask for as many', async () => {
  const lookup = new Lookup(partsOf(USERS));
  const rows = lookup.encoder.encode([{ user_id: 'u1', top_k: 4 }, { user_id: 'u4' }], 'data');
  const [ids] = await lookup.score(lookup.rowsAsking(rows, 1), Infinity);
  expect(ids).toEqual(['u2', 'u3']);
  // The rows are still those of who asked.
  expect([...rows.values]).toEqual([1, 4, 4, 20]);
});

test('it is told of the id alone that it is expected', () => {
  const lookup = new Lookup(partsOf(USERS));
  expect(lookup.expectedFeatures).toEqual(['user_id']);
  expect(lookup.engine).toBe('vectors');
});

test('direct neighbours are left out, and so is the id itself', async () => {
  const edges = neighboursOf(5, take => {
    take(0, 1);
    take(3, 0);
  });
  const lookup = new Lookup(partsOf(USERS, edges));
  const { ids } = await ask(lookup, [
    { user_id: 'u1', top_k: 3 },
    { user_id: 'u2', top_k: 3 },
    { user_id: 'u5', top_k: 3 },
  ]);
  expect(ids).toEqual([
    ['u3', 'u5', ''],
    ['u3', 'u4', 'u5'],
    ['u4', 'u3', 'u2'],
  ]);
});

test('whatever the vectors and edges, it finds what a plain search does', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4, unit: seenCharacter }), {
        minLength: 2,
        maxLength: 12,
      }),
      fc.infiniteStream(fc.integer({ min: -4, max: 4 })),
      fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), { maxLength: 10 }),
      fc.integer({ min: 1, max: 6 }),
      async (names, numbers, arcs, topK) => {
        const vectors = names.map(() => [0, 1, 2].map(() => numbers.next().value as number));
        const isArc = (one: number, other: number): boolean =>
          arcs.some(([from, to]) => (from === one && to === other) || (from === other && to === one));
        const neighbours = neighboursOf(names.length, take => {
          for (const [from, to] of arcs) if (Math.max(from, to) < names.length) take(from, to);
        });
        const byName = new Map(names.map((name, i) => [name, vectors[i]]));
        const lookup = new Lookup(partsOf(Object.fromEntries(byName), neighbours));
        // Objects put keys that are whole numbers first.
        const order = Object.keys(Object.fromEntries(byName));
        const rows = order.map(name => vectors[names.indexOf(name)]);
        const { ids, scores } = await ask(
          lookup,
          order.map(user_id => ({ user_id, top_k: topK })),
        );
        order.forEach((_, own) => {
          const near = order
            .map((name, row) => ({ name, row, score: cosine(rows[own], rows[row]) }))
            .filter(({ row }) => row !== own && !isArc(own, row))
            .sort((a, b) => b.score - a.score || a.row - b.row)
            .slice(0, topK);
          near.forEach(({ score }, i) => expect(scores[own][i]).toBeCloseTo(score, 5));
          expect(ids[own].filter(id => id !== '')).toHaveLength(near.length);
        });
      },
    ),
    { numRuns: 40 },
  ));

function cosine(one: readonly number[], other: readonly number[]): number {
  const product = one.reduce((sum, value, i) => sum + value * other[i], 0);
  return product === 0 ? 0 : product / (Math.hypot(...one) * Math.hypot(...other));
}

test('who has no time left is not answered', async () => {
  const lookup = new Lookup(partsOf(USERS));
  await expect(ask(lookup, [{ user_id: 'u1' }], -1)).rejects.toThrow(ScoringTimeout);
});

test('what is under way ends before it is closed', async () => {
  const lookup = new Lookup(partsOf(USERS));
  const events: string[] = [];
  const asked = ask(lookup, [{ user_id: 'u1' }]).then(() => events.push('answered'));
  await lookup.close();
  events.push('closed');
  await asked;
  expect(events).toEqual(['answered', 'closed']);
});

describe('checks', () => {
  const checks: Checks = {
    rows: [{ user_id: 'u1' }, { user_id: 'nobody' }],
    outputs: { scores: [0.8, 0.6, 0, -1, 0, 0, 0, 0] },
    ids: { item_ids: ['u2', 'u3', 'u4', 'u5', '', '', '', ''] },
    tolerance: { relative: 0, absolute: 1e-6 },
  };

  function opened(change: Partial<Checks> = {}, vectors = USERS, edges: Neighbours | null = null) {
    const { source, ...parts } = partsOf(vectors, edges);
    return openLookup({ ...parts, source: { ...source, checks: { ...checks, ...change } } }, VERSION);
  }
  const VERSION = { name: 'graph_recall', version: 'v1' };

  test('are replayed, with those that are left out later', async () => {
    const lookup = await opened(
      {},
      USERS,
      neighboursOf(5, take => take(0, 1)),
    );
    expect((await ask(lookup, [{ user_id: 'u1', top_k: 1 }])).ids).toEqual([['u3']]);
    expect(lookup.sampleRows).toEqual(checks.rows);
  });

  test.each<[string, Partial<Checks>, string]>([
    [
      'another similarity',
      { outputs: { scores: [0.7, 0.6, 0, -1, 0, 0, 0, 0] } },
      'checks: "scores"[0] is 0.8',
    ],
    [
      'another neighbour',
      { ids: { item_ids: ['u3', 'u2', 'u4', 'u5', '', '', '', ''] } },
      'checks: "item_ids"[0] is "u2", recorded was "u3"',
    ],
    [
      'fewer of them',
      { ids: { item_ids: ['u2', 'u3', 'u4', '', '', '', '', ''] } },
      'checks: "item_ids"[3] is "u5", recorded was ""',
    ],
    [
      'more rows',
      { outputs: { scores: [0.8, 0.6, 0, -1] } },
      'checks: "scores" has 8 values, recorded were 4',
    ],
    [
      'an output that is none',
      { outputs: { distances: [1] } },
      'checks: the model has no output "distances"',
    ],
  ])('with %s are not passed', async (_, change, message) => {
    const error: unknown = await opened(change).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RejectedModel);
    expect(String(error)).toContain(`graph_recall v1: ${message}`);
  });

  test('let those that are as near come in any order, the last of them be others', async () => {
    const vectors = { u1: [1, 0], u2: [1, 1], u3: [2, 2], u4: [3, 3], u5: [0, 1] };
    const half = Math.SQRT1_2;
    const near = { rows: [{ user_id: 'u1', top_k: 2 }], outputs: { scores: [half, half] } };
    for (const ids of [
      ['u2', 'u3'],
      ['u3', 'u2'],
      ['u4', 'u3'],
    ]) {
      await expect(opened({ ...near, ids: { item_ids: ids } }, vectors)).resolves.toBeInstanceOf(Lookup);
    }
  });
});
