import { namesOf, type EncodedRows, type Feature, type RowEncoder } from '@reckit/features';
import { probeNumbers } from './probe-numbers';

/** A row of more columns makes a smaller probe: memory is not for probes. */
const MAX_PROBE_VALUES = 2 ** 20;
const LEAST_ROWS = 8;
const MOST_EVENTS = 3;

/** Rows that differ from each other and are valid for every kind of feature, ids of table rows included. */
export function probeRows(encoder: RowEncoder, mostRows: number): EncodedRows {
  const rowCount = Math.min(mostRows, Math.max(LEAST_ROWS, Math.floor(MAX_PROBE_VALUES / encoder.width)));
  const next = probeNumbers();
  const rows = Array.from({ length: rowCount }, () =>
    encoder.spec.features.map(feature => probeValue(feature, next)),
  );
  return encoder.encode(rows, 'probe');
}

function probeValue(feature: Feature, next: () => number): unknown {
  switch (feature.kind) {
    case 'numeric': {
      const { categories } = feature;
      if (categories) return namesOf(categories[next() % Math.max(1, categories.length)] ?? null)[0];
      const deviations = (next() % 401) / 100 - 2;
      const { mean, std } = feature.scaling ?? { mean: 0, std: [0.1, 1, 10, 100][next() % 4] };
      return mean + std * deviations;
    }
    case 'categorical':
      return probeCategory(feature.coding, next);
    case 'sequence':
      return Array.from({ length: next() % (Math.min(MOST_EVENTS, feature.maxLength) + 1) }, () =>
        probeCategory(feature.coding, next),
      );
  }
}

function probeCategory(
  coding: Extract<Feature, { kind: 'categorical' }>['coding'],
  next: () => number,
): string {
  const pick = next();
  if (coding.kind === 'hash') return `id${pick % coding.buckets}`;
  // Of no graph: only a model without one takes ids of vectors.
  if (coding.kind === 'vectors') return 'unknown';
  return coding.values[pick % Math.max(1, coding.values.length)] ?? 'unknown';
}
