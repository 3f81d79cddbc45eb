import {
  columnRequests,
  readBatches,
  type FileOptions,
  type RawColumn,
  type SequenceColumn,
} from '@reckit/data';
import { encodeColumns } from '@reckit/features';
import type { Signature } from '@reckit/inference';

/** How long a batch may take before it counts as lost. */
const TIMEOUT_MS = 60_000;

/** Rows of a data file that ask for something. */
export interface RowsToEmbed {
  readonly path: string;
  readonly reading: FileOptions;
  /** Rising, from 0. */
  readonly rows: Uint32Array;
  /** What a feature is read from: a column of another name, or what was made of the whole file. @default its own column */
  readonly history?: { readonly feature: string; readonly from: string | SequenceColumn };
}

/**
 * The vectors of rows of a data file, as a service would embed them: with the features that the package describes and the
 * graph that it serves. The file is read in batches, of which only the wanted rows are embedded.
 *
 * @returns [rows.length, dim]
 */
export async function embedRows(
  signature: Pick<Signature, 'encoder' | 'outputs' | 'score'>,
  { path, reading, rows, history }: RowsToEmbed,
  dim: number,
): Promise<Float32Array> {
  const { spec, width } = signature.encoder;
  const embedding = signature.outputs.findIndex(({ role }) => role === 'embedding');
  const vectors = new Float32Array(rows.length * dim);
  const requests = columnRequests(spec).flatMap(request => {
    if (request.name !== history?.feature) return [request];
    return typeof history.from === 'string' ? [{ ...request, name: history.from }] : [];
  });
  let place = 0;
  await readBatches(path, { ...reading, features: requests }, async ({ firstRow, columns, ids }) => {
    const batchRows = ids.length;
    const begin = place;
    while (place < rows.length && rows[place] < firstRow + batchRows) place++;
    if (place === begin) return;
    const encoded = encodeColumns(spec, withHistory(columns, history, firstRow, batchRows), batchRows);
    const values = new Float32Array((place - begin) * width);
    for (let i = begin; i < place; i++) {
      const from = (rows[i] - firstRow) * width;
      values.set(encoded.subarray(from, from + width), (i - begin) * width);
    }
    const nothing = { missing: null, invalid: null, unknown: null, unknownRows: 0 };
    const outputs = await signature.score({ values, rowCount: place - begin, ...nothing }, TIMEOUT_MS);
    const answered = outputs[embedding];
    if (answered instanceof Float32Array) vectors.set(answered, begin * dim);
  });
  return vectors;
}

function withHistory(
  columns: ReadonlyMap<string, RawColumn>,
  history: RowsToEmbed['history'],
  firstRow: number,
  rowCount: number,
): ReadonlyMap<string, RawColumn> {
  if (history === undefined) return columns;
  const { feature, from } = history;
  const column = typeof from === 'string' ? columns.get(from) : rowsOf(from, firstRow, rowCount);
  return column ? new Map([...columns, [feature, column]]) : columns;
}

function rowsOf(
  { offsets, codes, values }: SequenceColumn,
  firstRow: number,
  rowCount: number,
): SequenceColumn {
  const begin = offsets[firstRow];
  return {
    kind: 'sequence',
    offsets: offsets.subarray(firstRow, firstRow + rowCount + 1).map(offset => offset - begin),
    codes: codes.subarray(begin, offsets[firstRow + rowCount]),
    values,
  };
}
