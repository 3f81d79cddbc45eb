import type { VectorTable } from '@reckit/embedding';
import { topicOf } from './embedding-data';

/** So many words are looked at, and are the neighbours that are looked for. */
const WORDS = 3_000;
const NEAREST = 10;

/** The share of the ten nearest words, by cosine, that are of a word's topic; among those that come first. */
export function topicPrecision({ ids, dim, rows }: VectorTable): number {
  const count = Math.min(WORDS, ids.length);
  const units = new Float32Array(count * dim);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * dim, (i + 1) * dim);
    const length = Math.sqrt(row.reduce((sum, number) => sum + number ** 2, 0));
    units.set(
      row.map(number => number / length),
      i * dim,
    );
  }
  const topics = ids.slice(0, count).map(topicOf);
  let near = 0;
  for (let i = 0; i < count; i++) {
    const nearest = nearestTo(i, units, count, dim);
    near += nearest.filter(other => topics[other] === topics[i]).length / nearest.length;
  }
  return near / count;
}

function nearestTo(row: number, units: Float32Array, count: number, dim: number): number[] {
  const cosines = Float32Array.from({ length: count }, (_, other) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += units[row * dim + i] * units[other * dim + i];
    return sum;
  });
  return Array.from(cosines.keys())
    .filter(other => other !== row)
    .sort((a, b) => cosines[b] - cosines[a])
    .slice(0, NEAREST);
}
