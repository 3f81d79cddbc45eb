import { MAX_CATEGORY_ROWS } from '../encode/encoded-columns';
import { noteOrigin } from '../category/vocabulary-origin';
import { BadFeatureData } from '../errors';
import { risingTexts } from './rising-texts';

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
  const least = Math.max(1, minCount);
  const blank = values.indexOf('');
  const texts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    if (counts[i] >= least && i !== blank) texts.set(counts[i], (texts.get(counts[i]) ?? 0) + 1);
  }
  const next = new Map<number, number>();
  let end = 0;
  for (const count of [...texts.keys()].sort((a, b) => b - a)) {
    next.set(count, end);
    end += texts.get(count) ?? 0;
  }
  const frequent = Array<string>(end);
  const places = new Int32Array(values.length).fill(-1);
  for (const i of risingTexts(values)) {
    const place = next.get(counts[i]);
    if (place === undefined || i === blank) continue;
    next.set(counts[i], place + 1);
    frequent[place] = values[i];
    places[i] = place;
  }
  noteOrigin(frequent, { values, places });
  return frequent;
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
