import type { PackagedVectors } from './packaged-vectors';

/** Products of two numbers that one version may take, which is half a minute, and so many queries whatever they take. */
const PRODUCTS = 2e10;
const LEAST = 500;

/** Places of as many queries as can be ranked among all vectors in half a minute, evenly spread over all of them. */
export function evenlySpread(count: number, among: readonly (PackagedVectors | null)[]): number[] {
  const numbers = Math.max(1, ...among.map(vectors => vectors?.rows.length ?? 0));
  const kept = Math.min(count, Math.max(LEAST, Math.floor(PRODUCTS / numbers)));
  return Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept));
}
