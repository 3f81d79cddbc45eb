import { shortestFloat32 } from './shortest-float32';

/** Ranges that hold about as many rows each. */
const RANGES = 10;

/**
 * The edges of bins that part values into tenths, or into fewer bins where a value is so frequent that it takes several
 * tenths. A value that is nearly always there has a bin of its own, with room for smaller and for greater ones.
 *
 * @param sorted - finite float32 in rising order, at least one
 */
export function tenthEdges(sorted: Float32Array): number[] {
  const greatest = sorted[sorted.length - 1];
  const edges = new Set<number>();
  for (let range = 1; range < RANGES; range++) {
    const edge = sorted[Math.ceil((range * sorted.length) / RANGES) - 1];
    // Nothing would be above the greatest value.
    if (edge < greatest) edges.add(edge);
  }
  const found = edges.size > 0 ? [...edges] : [float32Below(greatest), greatest];
  return found.map(shortestFloat32);
}

/** The bin of a float32: the first whose edge is not below it. */
export function binOf(edges: Float32Array, value: number): number {
  let bin = 0;
  while (bin < edges.length && value > edges[bin]) bin++;
  return bin;
}

/** The greatest float32 below a finite one. */
function float32Below(value: number): number {
  const number = new Float32Array([value === 0 ? 0 : value]);
  const bits = new Int32Array(number.buffer);
  // Of positive numbers the bits fall with the value, of negative ones they rise; next to 0 comes the least negative one.
  bits[0] = value > 0 ? bits[0] - 1 : value < 0 ? bits[0] + 1 : SIGN_BIT | 1;
  return Number.isFinite(number[0]) ? number[0] : value;
}

const SIGN_BIT = 0x80000000 | 0;
