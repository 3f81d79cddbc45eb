import { MetricInputError } from '../errors';
import type { Scorer } from './scorer';

export interface Vectors {
  /** [queries, dim] */
  readonly queries: Float32Array;
  /** [items, dim] */
  readonly items: Float32Array;
  readonly dim: number;
}

/** Queries whose products with an item are summed side by side, so that the item is read once for all of them. */
const SIDE_BY_SIDE = 4;

/**
 * Scores items by the inner product with the query, exactly as a search without an index does. Each product is
 * summed in the same order, wherever in a block it stands, so that equal vectors have equal scores.
 *
 * @throws MetricInputError for vectors that are not whole or not finite
 */
export function innerProductScorer({ queries, items, dim }: Vectors): Scorer {
  const queryCount = vectorCount('queries', queries, dim);
  const itemCount = vectorCount('items', items, dim);
  return {
    queryCount,
    itemCount,
    score(first, count, scores) {
      // Doubles, so that a number is converted once a block and not once an item.
      const block = Float64Array.from(queries.subarray(first * dim, (first + count) * dim));
      let query = 0;
      for (; query + SIDE_BY_SIDE <= count; query += SIDE_BY_SIDE) {
        scoreFour(block.subarray(query * dim), items, dim, scores.subarray(query * itemCount), itemCount);
      }
      for (; query < count; query++) {
        scoreOne(block.subarray(query * dim), items, dim, scores.subarray(query * itemCount), itemCount);
      }
    },
  };
}

function vectorCount(name: string, vectors: Float32Array, dim: number): number {
  if (!Number.isInteger(dim) || dim < 1) {
    throw new MetricInputError(`dim is ${dim}; expected a whole number from 1.`);
  }
  if (vectors.length === 0 || vectors.length % dim !== 0) {
    throw new MetricInputError(
      `${name} has ${vectors.length} numbers; expected vectors of ${dim}, at least one.`,
    );
  }
  const place = vectors.findIndex(value => !Number.isFinite(value));
  if (place >= 0) {
    throw new MetricInputError(
      `${name} has ${vectors[place]} in vector ${Math.floor(place / dim)}; expected finite numbers.`,
    );
  }
  return vectors.length / dim;
}

function scoreFour(
  queries: Float64Array,
  items: Float32Array,
  dim: number,
  scores: Float32Array,
  itemCount: number,
): void {
  for (let item = 0, start = 0; item < itemCount; item++, start += dim) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < dim; i++) {
      const value = items[start + i];
      a += queries[i] * value;
      b += queries[dim + i] * value;
      c += queries[2 * dim + i] * value;
      d += queries[3 * dim + i] * value;
    }
    scores[item] = a;
    scores[itemCount + item] = b;
    scores[2 * itemCount + item] = c;
    scores[3 * itemCount + item] = d;
  }
}

function scoreOne(
  query: Float64Array,
  items: Float32Array,
  dim: number,
  scores: Float32Array,
  itemCount: number,
): void {
  for (let item = 0, start = 0; item < itemCount; item++, start += dim) {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += query[i] * items[start + i];
    scores[item] = sum;
  }
}
