import type { RawColumn } from '../encode/columns/raw-column';
import type { CategoricalFeature, SequenceFeature } from '../spec/feature-spec';
import { isEvent, windowStart } from './event-window';

/** Values, and how often each of them occurs. */
export interface ValueCounts {
  readonly values: readonly string[];
  readonly counts: Uint32Array;
}

/**
 * How often each value of a category occurs; a missing one counts as the default, which may be a value that the column lacks.
 */
export function countValues(
  feature: CategoricalFeature,
  { codes, values }: Extract<RawColumn, { kind: 'category' }>,
  rows: Uint32Array,
): ValueCounts {
  const blank = values.indexOf('');
  const known = feature.default === null ? -1 : values.indexOf(feature.default);
  const isNew = feature.default !== null && known < 0;
  const all = isNew ? [...values, feature.default] : values;
  const counts = new Uint32Array(all.length);
  let missing = 0;
  for (const row of rows) {
    const code = codes[row];
    if (code < 0 || code === blank) missing++;
    else counts[code]++;
  }
  if (feature.default !== null) counts[isNew ? values.length : known] += missing;
  return { values: all, counts };
}

/** How often each of the column's values occurs among the events that the model will see. */
export function countEvents(
  { maxLength }: SequenceFeature,
  { offsets, codes, values }: Extract<RawColumn, { kind: 'sequence' }>,
  rows: Uint32Array,
): Uint32Array {
  const blank = values.indexOf('');
  const counts = new Uint32Array(values.length);
  for (const row of rows) {
    const end = offsets[row + 1];
    for (let i = windowStart(codes, offsets[row], end, maxLength, blank); i < end; i++) {
      if (isEvent(codes[i], blank)) counts[codes[i]]++;
    }
  }
  return counts;
}
