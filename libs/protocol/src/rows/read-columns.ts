import { BadRequest } from '../errors';
import type { JsonCursor } from '../json/json-cursor';
import type { Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { ColumnReader } from './column-reader';
import { findColumns, type Columns } from './find-columns';
import { assertRowLimits } from './row-limits';
import type { ReadRows, RowFeatures } from './row-features';
import { RowTable } from './row-table';
import type { ValueForm } from './value-reader';

/** Columns that are known to be JSON. */
export interface ColumnsPlace {
  /** The key under which they stand. */
  readonly key: string;
  /** Where their object begins. */
  readonly at: number;
  /** What is said of columns without rows. */
  readonly whenEmpty: string;
}

/**
 * Reads `{"<feature>": [value, …], …}`, a column a feature. It means the same as the list of rows that have these
 * values under these keys: columns of no feature are ignored, and a feature without a column, or with null in place
 * of one, is missing in every row. A value may stand in a list of its own, as a tensor of shape [rows, 1] has it.
 *
 * @throws BadRequest, PayloadTooLarge beyond `maxRows` or for too large a matrix, and what `features` throws
 */
export function* readColumns(
  cursor: JsonCursor,
  place: ColumnsPlace,
  features: RowFeatures,
  maxRows: number,
  clock: SliceClock,
  form: ValueForm,
): Reading<ReadRows> {
  cursor.at = place.at;
  const columns = yield* findColumns(cursor, place.key, features, clock);
  const rowCount = rowCountOf(columns, place, features);
  assertRowLimits(rowCount, features.width, maxRows);
  const table = new RowTable(features, rowCount);
  table.path = place.key;
  const reader = new ColumnReader(cursor, features, table, clock, form);
  for (let feature = 0; feature < features.columns.length; feature++) {
    const column = columns.byFeature[feature];
    if (column) yield* reader.read(feature, column.at, rowCount);
    else yield* reader.fill(feature, rowCount);
  }
  if (!columns.hasKnown) table.unknownRows = rowCount;
  return table.finish(rowCount);
}

/** How many rows the columns have, in which all of them agree. */
function rowCountOf(
  { byFeature, unknown }: Columns,
  { key, whenEmpty }: ColumnsPlace,
  { featureNames }: RowFeatures,
): number {
  const first = byFeature.findIndex(column => column !== null);
  const rowCount = byFeature[first]?.length ?? unknown?.length ?? 0;
  byFeature.forEach((column, feature) => {
    if (column === null || column.length === rowCount) return;
    throw new BadRequest(
      `${key}.${featureNames[feature]} has ${column.length} values and ${key}.${featureNames[first]} has ${rowCount}: columns must have one for every row.`,
    );
  });
  if (rowCount === 0) throw new BadRequest(whenEmpty);
  return rowCount;
}
