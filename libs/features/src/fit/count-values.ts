import { rawColumn, type RawColumn } from '../encode/columns/raw-column';
import type { CategoricalFeature, Feature, SequenceFeature } from '../spec/feature-spec';
import { sequencesSharing } from '../spec/shared-coding';
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
  // By index: an iterator makes an object of each row until the loop is compiled, which ends before it would pay.
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]];
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
): ValueCounts {
  const blank = values.indexOf('');
  const counts = new Uint32Array(values.length);
  for (const row of rows) {
    const end = offsets[row + 1];
    for (let i = windowStart(codes, offsets[row], end, maxLength, blank); i < end; i++) {
      if (isEvent(codes[i], blank)) counts[codes[i]]++;
    }
  }
  return { values, counts };
}

/** How often values occur in all of several columns together. */
export function summedCounts(parts: readonly ValueCounts[]): ValueCounts {
  if (parts.length === 1) return parts[0];
  const all = new Map<string, number>();
  for (const { values, counts } of parts) {
    values.forEach((value, i) => all.set(value, (all.get(value) ?? 0) + counts[i]));
  }
  return { values: [...all.keys()], counts: Uint32Array.from(all.values()) };
}

/** How often each value of a category or sequence occurs in rows of its column, the events of those that share it counted. */
export function countAll(
  feature: CategoricalFeature | SequenceFeature,
  features: readonly Feature[],
  columns: ReadonlyMap<string, RawColumn>,
  rows: Uint32Array,
): ValueCounts {
  if (feature.kind === 'sequence') {
    return countEvents(feature, rawColumn(columns, feature.name, 'sequence'), rows);
  }
  return summedCounts([
    countValues(feature, rawColumn(columns, feature.name, 'category'), rows),
    ...sequencesSharing(features, feature).map(sequence =>
      countEvents(sequence, rawColumn(columns, sequence.name, 'sequence'), rows),
    ),
  ]);
}
