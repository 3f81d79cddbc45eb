import type { CategoryCoding } from '../spec/feature-spec';
import { murmur3 } from './murmur3';

/** The row of the embedding table for values that were never seen, and for missing ones without a default. */
export const UNKNOWN_ROW = 0;

/** The row id of a value, which is not empty; `UNKNOWN_ROW` for one that a vocabulary does not have. */
export type CategoryLookup = (value: string) => number;

/** The function that gives values their rows in the embedding table. */
export function categoryLookup(coding: CategoryCoding): CategoryLookup {
  if (coding.kind === 'hash') {
    const { buckets } = coding;
    return value => 1 + (murmur3(value) % buckets);
  }
  const rows = new Map<string, number>();
  for (const value of coding.values) rows.set(value, rows.size + 1);
  return value => rows.get(value) ?? UNKNOWN_ROW;
}

/** The row of a missing value: that of the default, if there is one. */
export function missingRow(fallback: string | null, lookup: CategoryLookup): number {
  return fallback === null ? UNKNOWN_ROW : lookup(fallback);
}

/**
 * The text by which a value of a category is known: itself, or the decimal digits of an integer, so that 5 and
 * "5" are the same. Null for anything else, integers included that JSON cannot carry exactly (from 2⁵³ on).
 */
export function categoryText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : null;
}
