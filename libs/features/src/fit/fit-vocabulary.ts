import { MAX_CATEGORY_ROWS } from '../encode/encoded-columns';
import { BadFeatureData } from '../errors';
import { leadingKeys } from './leading-keys';

/**
 * The values that get rows of their own, by falling count, equal counts by value.
 *
 * @param counts - how often each of `values` occurs in the training rows
 * @throws BadFeatureData if no value occurs `minCount` times, or too many do
 */
export function fitVocabulary(
  name: string,
  values: readonly string[],
  counts: Uint32Array,
  minCount: number,
): readonly string[] {
  const frequent = frequentValues(values, counts, minCount);
  if (frequent.length === 0) {
    const largest = counts.reduce((most, count, i) => (values[i] === '' ? most : Math.max(most, count)), 0);
    throw new BadFeatureData(noValues(name, largest, minCount));
  }
  assertRoom(name, frequent.length);
  return frequent;
}

/** The values that occur `minCount` times or more, by falling count, equal counts by value; the empty text is none. */
export function frequentValues(
  values: readonly string[],
  counts: Uint32Array,
  minCount: number,
): readonly string[] {
  const frequent: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== '' && counts[i] >= minCount && counts[i] > 0) frequent.push(i);
  }
  const keys = leadingKeys(values);
  return frequent
    .sort((a, b) => counts[b] - counts[a] || keys[a] - keys[b] || (values[a] < values[b] ? -1 : 1))
    .map(i => values[i]);
}

/** @throws BadFeatureData if so many values cannot have rows of their own */
export function assertRoom(name: string, count: number): void {
  if (count < MAX_CATEGORY_ROWS) return;
  throw new BadFeatureData(
    `The feature "${name}" has ${count} values, more than ${MAX_CATEGORY_ROWS - 1}; raise its min_count, or give it buckets instead.`,
  );
}

function noValues(name: string, largest: number, minCount: number): string {
  return largest === 0
    ? `The feature "${name}" has no value in any training row; leave it out.`
    : `No value of the feature "${name}" occurs ${minCount} times in the training rows (min_count); the largest count is ${largest}. Lower its min_count.`;
}
