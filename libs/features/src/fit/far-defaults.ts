import { rawColumn, type RawColumn } from '../encode/columns/raw-column';
import { unscaledNumber } from '../encode/numbers/encode-value';
import type { FeatureSpec } from '../spec/feature-spec';

/** A numeric feature whose missing values become something far from all the others. */
export interface FarDefault {
  readonly name: string;
  readonly default: number;
  /** The least and the greatest value of the training rows. */
  readonly min: number;
  readonly max: number;
}

/** So many deviations from the mean is no value of the same kind any more. */
const FAR_DEVIATIONS = 10;

/**
 * The features with missing values whose default lies beyond 10 standard deviations from the mean of the values in the
 * training rows, or further outside of them than they are apart: a year of 0, say. Once it is standardised, such a
 * default drives a network into saturation, and leaves the other values hardly any room.
 */
export function farDefaults(
  { features }: FeatureSpec,
  columns: ReadonlyMap<string, RawColumn>,
  trainRows: Uint32Array,
): FarDefault[] {
  return features.flatMap(feature => {
    if (feature.kind !== 'numeric' || feature.default === 'missing') return [];
    const { values } = rawColumn(columns, feature.name, 'numeric');
    if (isComplete(values)) return [];
    const unscaled = unscaledNumber(feature);
    const shown = { min: Infinity, max: -Infinity };
    const range = { min: Infinity, max: -Infinity };
    let present = 0;
    let mean = 0;
    let squares = 0;
    for (const row of trainRows) {
      const raw = values[row];
      if (raw - raw !== 0) continue;
      widen(shown, raw);
      const value = unscaled(raw);
      widen(range, value);
      present++;
      const before = value - mean;
      mean += before / present;
      squares += before * (value - mean);
    }
    if (present === 0 || present === trainRows.length) return [];
    const fallback = unscaled(feature.default);
    const outside = Math.max(range.min - fallback, fallback - range.max, 0);
    const spread = range.max - range.min;
    const deviation = Math.sqrt(squares / present);
    // Of a column of one value any other would be infinitely far.
    const isFar = spread > 0 && (outside > spread || Math.abs(fallback - mean) > FAR_DEVIATIONS * deviation);
    return isFar ? [{ name: feature.name, default: feature.default, ...shown }] : [];
  });
}

/** Most columns have a value in each row, which a look at them in their order tells soon. */
function isComplete(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] !== 0) return false;
  return true;
}

function widen(range: { min: number; max: number }, value: number): void {
  range.min = Math.min(range.min, value);
  range.max = Math.max(range.max, value);
}
