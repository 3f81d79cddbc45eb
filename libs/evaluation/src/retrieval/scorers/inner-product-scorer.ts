import { MetricInputError } from '../../errors';
import type { Scorer } from './scorer';

export interface RetrievalVectors {
  /** [queries, dim] */
  readonly queries: Float32Array;
  /** [items, dim] */
  readonly items: Float32Array;
  readonly dim: number;
}

/** Queries whose products with two items are summed side by side, so that each number read is used often. */
const SIDE_BY_SIDE = 4;

/**
 * Scores items by the inner product with the query, exactly as a search without an index does. Each product is
 * summed in the same order, wherever in a block it stands, so that equal vectors have equal scores.
 *
 * @throws MetricInputError for vectors that are not whole or not finite
 */
export function innerProductScorer({ queries, items, dim }: RetrievalVectors): Scorer {
  const queryCount = vectorCount('queries', queries, dim);
  const itemCount = vectorCount('items', items, dim);
  const four = new Float64Array(dim * SIDE_BY_SIDE);
  return {
    queryCount,
    itemCount,
    score(first, count, scores) {
      for (let done = 0; done < count; done += SIDE_BY_SIDE) {
        const taken = Math.min(SIDE_BY_SIDE, count - done);
        for (let query = 0; query < taken; query++) {
          const start = (first + done + query) * dim;
          for (let i = 0; i < dim; i++) four[i * SIDE_BY_SIDE + query] = queries[start + i];
        }
        scoreFour(four, items, dim, scores.subarray(done * itemCount, (done + taken) * itemCount));
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
  // A loop of its own: a call for each of some hundred million numbers would take seconds.
  for (let place = 0; place < vectors.length; place++) {
    if (Number.isFinite(vectors[place])) continue;
    throw new MetricInputError(
      `${name} has ${vectors[place]} in vector ${Math.floor(place / dim)}; expected finite numbers.`,
    );
  }
  return vectors.length / dim;
}

/**
 * @param four vectors of four queries, number by number, [dim, 4]
 * @param scores of as many of the four as are wanted, [1 to 4, items]: what is written beyond its end is dropped
 */
function scoreFour(four: Float64Array, items: Float32Array, dim: number, scores: Float32Array): void {
  const itemCount = items.length / dim;
  for (let item = 0; item < itemCount; item += 2) {
    // Of an odd number of items the last is its own neighbour.
    const next = Math.min(item + 1, itemCount - 1);
    const [start, nextStart] = [item * dim, next * dim];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let nextA = 0;
    let nextB = 0;
    let nextC = 0;
    let nextD = 0;
    for (let i = 0, j = 0; i < dim; i++, j += SIDE_BY_SIDE) {
      const value = items[start + i];
      const nextValue = items[nextStart + i];
      a += four[j] * value;
      b += four[j + 1] * value;
      c += four[j + 2] * value;
      d += four[j + 3] * value;
      nextA += four[j] * nextValue;
      nextB += four[j + 1] * nextValue;
      nextC += four[j + 2] * nextValue;
      nextD += four[j + 3] * nextValue;
    }
    scores[item] = a;
    scores[itemCount + item] = b;
    scores[2 * itemCount + item] = c;
    scores[3 * itemCount + item] = d;
    scores[next] = nextA;
    scores[itemCount + next] = nextB;
    scores[2 * itemCount + next] = nextC;
    scores[3 * itemCount + next] = nextD;
  }
}
