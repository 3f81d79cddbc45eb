import type { VectorTable } from '@reckit/embedding';
import { NearestRows, type NearRow } from './nearest-rows';

/** The rows that are nearest to some others of a table, by the cosine; the nearest first, and a row is none of its own. */
export function neighboursOf(
  { dim, rows }: VectorTable,
  of: readonly number[],
  most: number,
): (readonly NearRow[])[] {
  return of.map(row => {
    const nearest = new NearestRows(rows.subarray(row * dim, (row + 1) * dim), most, new Set([row]));
    nearest.offer(0, rows);
    return nearest.found();
  });
}
