import fc from 'fast-check';
import { innerProductScorer } from './inner-product-scorer';

const numbers = fc.float({ min: -2, max: 2, noNaN: true });

test('every item is scored by its inner product with the query, whatever the block', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }).chain(dim =>
        fc.record({
          dim: fc.constant(dim),
          queries: fc.array(fc.array(numbers, { minLength: dim, maxLength: dim }), {
            minLength: 1,
            maxLength: 11,
          }),
          items: fc.array(fc.array(numbers, { minLength: dim, maxLength: dim }), {
            minLength: 1,
            maxLength: 6,
          }),
          first: fc.nat(10),
        }),
      ),
      ({ dim, queries, items, first }) => {
        fc.pre(first < queries.length);
        const scorer = innerProductScorer({
          dim,
          queries: Float32Array.from(queries.flat()),
          items: Float32Array.from(items.flat()),
        });
        expect([scorer.queryCount, scorer.itemCount]).toEqual([queries.length, items.length]);
        const count = queries.length - first;
        const scores = new Float32Array(count * items.length).fill(NaN);
        scorer.score(first, count, scores);
        expect(scores).toEqual(
          Float32Array.from(
            queries
              .slice(first)
              .flatMap(query => items.map(item => item.reduce((sum, x, i) => sum + x * query[i], 0))),
          ),
        );
      },
    ),
  ));

test('a product does not depend on what stands beside it: equal vectors score alike to the last bit', () => {
  const dim = 64;
  const vector = Array.from({ length: dim }, (_, i) => Math.sin(i * 12.9898) * 43.7);
  const scorer = innerProductScorer({
    dim,
    queries: Float32Array.from({ length: 7 * dim }, (_, i) => vector[i % dim]),
    items: Float32Array.from({ length: 3 * dim }, (_, i) => vector[(i + 1) % dim]),
  });
  const scores = new Float32Array(7 * 3);
  scorer.score(0, 7, scores);
  expect(new Set(scores).size).toBe(1);
});

test.each([
  [{ dim: 0 }, 'dim is 0; expected a whole number from 1.'],
  [{ queries: Float32Array.of(1, 2, 3) }, 'queries has 3 numbers; expected vectors of 2, at least one.'],
  [{ items: new Float32Array() }, 'items has 0 numbers; expected vectors of 2, at least one.'],
  [{ items: Float32Array.of(1, 2, 3, NaN) }, 'items has NaN in vector 1; expected finite numbers.'],
])('vectors that cannot be: %j', (part, message) => {
  const whole = { dim: 2, queries: Float32Array.of(1, 2), items: Float32Array.of(3, 4) };
  expect(() => innerProductScorer({ ...whole, ...part })).toThrow(message);
});
