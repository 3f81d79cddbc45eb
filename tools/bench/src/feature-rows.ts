import { sampleRankingData } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';

/** Raw values of the ranking features, as doubles. */
export interface FeatureRows {
  readonly names: readonly string[];
  /** One array a feature, all of the same length. */
  readonly columns: readonly Float64Array[];
  readonly rowCount: number;
}

/** Rows that a ranking model sees, the seven features of the sample data. */
export function featureRows(rowCount: number, seed: number): FeatureRows {
  const table = sampleRankingData({ rows: rowCount, seed });
  const columns = RANKING_FEATURES.map(name => {
    const values = table.columns.find(column => column.name === name)?.values;
    if (!(values instanceof Float64Array)) throw new Error(`The sample data has no numbers "${name}".`);
    return values;
  });
  return { names: RANKING_FEATURES, columns, rowCount };
}

/** Row `row` as a client sends it: an object of feature names. */
export function rowObject({ names, columns }: FeatureRows, row: number): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, columns[i][row]]));
}

/** All rows as model input: row-major [rows, features]. */
export function rowMajor({ columns, rowCount }: FeatureRows): Float32Array {
  const values = new Float32Array(rowCount * columns.length);
  columns.forEach((column, i) => {
    for (let row = 0; row < rowCount; row++) values[row * columns.length + i] = column[row];
  });
  return values;
}
