import { createRandom, sampleRankingData, type SampleTable } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';

/** Raw values of the ranking features, as doubles. */
export interface FeatureRows {
  readonly names: readonly string[];
  /** One array a feature, all of the same length. */
  readonly columns: readonly Float64Array[];
  readonly rowCount: number;
}

/** Rows to train on. */
export interface LabelledRows extends FeatureRows {
  /** [rows] 0 or 1 */
  readonly labels: Uint8Array;
}

/** The sample data alone can be learnt by heart; clicks cannot, and trees grow deep on what cannot. */
const FLIPPED_LABELS = 0.1;

/** Rows that a ranking model sees, the seven features of the sample data. */
export function featureRows(rowCount: number, seed: number): FeatureRows {
  return featuresOf(sampleRankingData({ rows: rowCount, seed }));
}

/** Rows of the sample data with their labels, some of which are wrong. */
export function labelledRows(rowCount: number, seed: number): LabelledRows {
  const table = sampleRankingData({ rows: rowCount, seed });
  const random = createRandom(seed);
  const labels = Uint8Array.from(numbersOf(table, 'label'), label =>
    random.uniform() < FLIPPED_LABELS ? 1 - label : label,
  );
  return { ...featuresOf(table), labels };
}

function featuresOf(table: SampleTable): FeatureRows {
  const columns = RANKING_FEATURES.map(name => numbersOf(table, name));
  return { names: RANKING_FEATURES, columns, rowCount: table.rowCount };
}

function numbersOf(table: SampleTable, name: string): Float64Array {
  const values = table.columns.find(column => column.name === name)?.values;
  if (!(values instanceof Float64Array)) throw new Error(`The sample data has no numbers "${name}".`);
  return values;
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
