import * as fc from 'fast-check';
import { neighboursOf } from './neighbours-of';
import { NearestRows } from './nearest-rows';

const DIM = 3;
const number = fc.integer({ min: -3, max: 3 });
const vector = fc.array(number, { minLength: DIM, maxLength: DIM });

function cosine(a: readonly number[], b: readonly number[]): number {
  const product = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * y[i], 0);
  return product(b, b) === 0 ? 0 : product(a, b) / Math.sqrt(product(a, a)) / Math.sqrt(product(b, b));
}

test('what is found is the beginning of a full sort, in whatever parts the vectors come', () => {
  fc.assert(
    fc.property(
      vector.filter(values => values.some(value => value !== 0)),
      fc.array(vector, { maxLength: 12 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 12 }),
      (query, vectors, most, cut) => {
        const without = new Set([1, 4]);
        const nearest = new NearestRows(query, most, without);
        const rows = Float32Array.from(vectors.flat());
        nearest.offer(0, rows.subarray(0, cut * DIM));
        nearest.offer(cut, rows.subarray(cut * DIM));
        const similarities = nearest.found().map(({ similarity }) => similarity);
        const expected = vectors
          .map((values, row) => ({ row, similarity: cosine(query, values) }))
          .filter(({ row }) => !without.has(row))
          .sort((a, b) => b.similarity - a.similarity)
          .slice(0, most);
        expect(similarities.length).toBe(expected.length);
        similarities.forEach((similarity, i) => expect(similarity).toBeCloseTo(expected[i].similarity, 12));
        nearest.found().forEach(({ row, similarity }) => {
          expect(similarity).toBeCloseTo(cosine(query, vectors[row]), 12);
          expect(without.has(row)).toBe(false);
        });
      },
    ),
  );
});

test('of equals the one that came first is found', () => {
  const nearest = new NearestRows([1, 0], 2, new Set());
  nearest.offer(0, Float32Array.of(0, 1, 2, 0, 1, 0, 3, 0));
  expect(nearest.found().map(({ row }) => row)).toEqual([1, 2]);
});

test('a row is no neighbour of its own', () => {
  const table = { ids: ['a', 'b', 'c'], dim: 2, rows: Float32Array.of(1, 0, 0.9, 0.1, 0, 1) };
  const found = neighboursOf(table, [0, 2], 5).map(near => near.map(({ row }) => row));
  expect(found).toEqual([
    [1, 2],
    [1, 0],
  ]);
});
