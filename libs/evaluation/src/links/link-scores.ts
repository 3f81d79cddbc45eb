import type { IndexLists } from '../retrieval/index-lists';
import { hasNeighbour } from './has-neighbour';

/** How likely it is, on any scale, that two nodes are neighbours. */
export type LinkScore = (a: number, b: number) => number;

/**
 * How many neighbours two nodes have in common (Liben-Nowell and Kleinberg, "The Link Prediction Problem for Social
 * Networks", 2007).
 */
export function commonNeighbours(neighbours: IndexLists): LinkScore {
  return sumOverCommon(neighbours, () => 1);
}

/**
 * The same, where one with few neighbours says more: each counts by the inverse of the logarithm of its neighbours (Adamic
 * and Adar, "Friends and Neighbors on the Web", 2003).
 */
export function adamicAdar(neighbours: IndexLists): LinkScore {
  return sumOverCommon(neighbours, adamicAdarWeight(neighbours));
}

/** What a neighbour in common counts for: it has two neighbours at least, so that the logarithm is not 0. */
export function adamicAdarWeight({ offsets }: IndexLists): (node: number) => number {
  return node => 1 / Math.log(offsets[node + 1] - offsets[node]);
}

/** The product of how many neighbours two nodes have: who has many gets more. */
export function preferentialAttachment({ offsets }: IndexLists): LinkScore {
  const degree = (node: number): number => offsets[node + 1] - offsets[node];
  return (a, b) => degree(a) * degree(b);
}

/**
 * The cosine of the vectors of two nodes.
 *
 * @param vectors - of length 1, or 0 where a node has none, [nodes, dim]
 */
export function cosineOf(vectors: Float32Array, dim: number): LinkScore {
  return (a, b) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += vectors[a * dim + i] * vectors[b * dim + i];
    return sum;
  };
}

/** Goes through the shorter list and looks each of it up in the other. */
function sumOverCommon(neighbours: IndexLists, weightOf: (node: number) => number): LinkScore {
  const { offsets, indices } = neighbours;
  return (a, b) => {
    const [few, many] = offsets[a + 1] - offsets[a] < offsets[b + 1] - offsets[b] ? [a, b] : [b, a];
    let sum = 0;
    for (let i = offsets[few]; i < offsets[few + 1]; i++) {
      if (hasNeighbour(neighbours, many, indices[i])) sum += weightOf(indices[i]);
    }
    return sum;
  };
}
