import { columnRequests, readBatches, type FeatureRequest, type FileOptions } from '@reckit/data';
import { encodeColumns, type RawColumn } from '@reckit/features';
import type { Outputs, Signature } from '@reckit/inference';

/** How long a batch may take before it counts as lost. */
const TIMEOUT_MS = 60_000;

/** Rows of a data file. */
export interface RowsToAnswer {
  readonly path: string;
  readonly reading: FileOptions;
  /** Rising, from 0. */
  readonly rows: Uint32Array;
}

/** What features are read from. */
export interface FeatureColumns {
  readonly requests: readonly FeatureRequest[];
  /** The columns of the features, of some rows from `firstRow` on. */
  of(
    read: ReadonlyMap<string, RawColumn>,
    firstRow: number,
    rowCount: number,
  ): ReadonlyMap<string, RawColumn>;
}

/** Some of the rows, and what was answered for them. */
export interface AnsweredRows {
  readonly columns: ReadonlyMap<string, RawColumn>;
  /** Their numbers in the columns. */
  readonly rows: readonly number[];
  /** The place of the first among all rows that are answered. */
  readonly begin: number;
  /** In the order of the outputs of the signature. */
  readonly outputs: Outputs;
}

/**
 * Answers rows of a data file as a service would: with the features that the package describes and the graph that it serves.
 * The file is read in batches, of which only the wanted rows are answered.
 *
 * @param from - what the features are read from. @default columns of their names
 */
export async function answerRows(
  signature: Pick<Signature, 'encoder' | 'score'>,
  { path, reading, rows }: RowsToAnswer,
  take: (answered: AnsweredRows) => void,
  from: FeatureColumns = { requests: columnRequests(signature.encoder.spec), of: read => read },
): Promise<void> {
  const { spec, width } = signature.encoder;
  let place = 0;
  await readBatches(
    path,
    { ...reading, features: from.requests },
    async ({ firstRow, columns: read, ids }) => {
      const batchRows = ids.length;
      const begin = place;
      while (place < rows.length && rows[place] < firstRow + batchRows) place++;
      if (place === begin) return;
      const wanted = Array.from(rows.subarray(begin, place), row => row - firstRow);
      const columns = from.of(read, firstRow, batchRows);
      const encoded = encodeColumns(spec, columns, batchRows);
      const values = new Float32Array(wanted.length * width);
      wanted.forEach((row, i) => values.set(encoded.subarray(row * width, (row + 1) * width), i * width));
      const nothing = { missing: null, invalid: null, unknown: null, unknownRows: 0 };
      const outputs = await signature.score({ values, rowCount: wanted.length, ...nothing }, TIMEOUT_MS);
      take({ columns, rows: wanted, begin, outputs });
    },
  );
}
