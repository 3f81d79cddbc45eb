import type { Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';
import { FeatureKeys, UNKNOWN_KEY } from '../../rows/feature-keys';
import type { RowFeatures } from '../../rows/row-features';
import type { RowTable } from '../../rows/row-table';
import type { NumberSource } from '../tensor';
import { writeNumbers } from './write-numbers';

/** So many values, which fit into the fastest cache, are converted before they are encoded. */
const BLOCK_VALUES = 4_096;

/** Which feature each column of a matrix is; `UNKNOWN_KEY` for one that the model has not. */
export type MatrixColumns = readonly number[];

/** The columns of a matrix whose rows are in the order of the model. */
export function columnsInModelOrder(features: RowFeatures): MatrixColumns {
  return features.featureNames.map((_, feature) => feature);
}

/**
 * The columns of a matrix whose rows are in the order of the names, as the Go client for KServe flattens objects: Go
 * sorts texts by their bytes in UTF-8.
 */
export function columnsInSortedOrder({ featureNames }: RowFeatures): MatrixColumns {
  const bytes = featureNames.map(name => Buffer.from(name));
  return featureNames.map((_, feature) => feature).sort((a, b) => Buffer.compare(bytes[a], bytes[b]));
}

/** The columns of a matrix by the names that came with it. As in rows of other forms, unknown ones are ignored. */
export function columnsByName(features: RowFeatures, names: readonly string[]): MatrixColumns {
  const keys = FeatureKeys.of(features);
  const exact = new Set(names);
  return names.map(name => {
    const feature = keys.featureNamed(name);
    const isSecond = feature >= 0 && features.featureNames[feature] !== name;
    return isSecond && exact.has(features.featureNames[feature]) ? UNKNOWN_KEY : feature;
  });
}

/** Encodes the rows of a matrix, row-major [rowCount, columns.length]. */
export function* readMatrix(
  source: NumberSource,
  columns: MatrixColumns,
  features: RowFeatures,
  table: RowTable,
  rowCount: number,
  clock: SliceClock,
): Reading<void> {
  const known = columns.filter(feature => feature !== UNKNOWN_KEY);
  const absent = absentFeatures(features, new Set(known));
  if (known.length === 0 && columns.length > 0) table.unknownRows += rowCount;
  const stride = columns.length;
  const blockRows = Math.max(1, Math.min(rowCount, Math.floor(BLOCK_VALUES / Math.max(1, stride))));
  const values = new Float64Array(blockRows * stride);
  for (let row = 0; row < rowCount; row += blockRows) {
    const count = Math.min(blockRows, rowCount - row);
    source.copy(row * stride, count * stride, values);
    columns.forEach((feature, start) => {
      if (feature === UNKNOWN_KEY) return;
      const index = row * stride + start;
      writeNumbers(features, feature, table, source, { values, start, stride, index }, row, count);
    });
    for (const feature of absent) table.fillColumn(feature, row, count);
    if (clock.isOver(count * (stride + features.width))) yield;
  }
}

/** The features that a request does not have. */
export function absentFeatures(
  { featureNames }: RowFeatures,
  present: ReadonlySet<number>,
): readonly number[] {
  return featureNames.map((_, feature) => feature).filter(feature => !present.has(feature));
}
