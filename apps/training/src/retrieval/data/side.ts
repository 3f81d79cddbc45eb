import type { Columns } from '@reckit/data';
import { encodeColumns, fitFeatures, type FeatureSpec, type SeenValues } from '@reckit/features';
import { tabularLayout, type SequenceReading, type TabularLayout } from '@reckit/nn';
import { rawRow } from '../../run/data/raw-row';
import { seenValues } from '../../run/data/seen-values';

/** One side of what is retrieved for and what is retrieved: its features, and rows of them. */
export interface Side {
  /** With the vocabularies and the scaling that were fitted on the training part. */
  readonly spec: FeatureSpec;
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly layout: TabularLayout;
  readonly rowCount: number;
  /** Row-major [rows, layout.width]. */
  readonly encoded: Float32Array;
  /** A row as a client would send it. */
  rawRow(row: number): Record<string, unknown>;
}

/**
 * Fits the features of a side on the training part, and encodes all rows.
 *
 * @param readings - how its sequences are read
 * @param base - what they were fitted to before, for weights that are taken over
 * @throws BadFeatureData
 */
export function fitSide(
  spec: FeatureSpec,
  read: Pick<Columns, 'columns' | 'missing' | 'rowCount'>,
  trainRows: Uint32Array,
  readings: Readonly<Record<string, SequenceReading>> = {},
  base?: FeatureSpec,
): Side {
  const { columns, rowCount } = read;
  const fitted = fitFeatures({ ...spec, scaledBy: 'graph' }, columns, trainRows, { standardise: true, base });
  const seen = seenValues(read);
  const names = new Set(spec.features.map(({ name }) => name));
  return {
    spec: fitted,
    seen: new Map([...seen].filter(([name]) => names.has(name))),
    layout: tabularLayout(fitted, readings),
    rowCount,
    encoded: encodeColumns(fitted, columns, rowCount),
    rawRow: row => rawRow(fitted, columns, row),
  };
}

/** The same side with some of its rows alone. */
export function sideOfRows(side: Side, rows: Uint32Array): Side {
  const { width } = side.layout;
  const encoded = new Float32Array(rows.length * width);
  rows.forEach((row, i) => encoded.set(side.encoded.subarray(row * width, (row + 1) * width), i * width));
  return { ...side, rowCount: rows.length, encoded, rawRow: i => side.rawRow(rows[i]) };
}
