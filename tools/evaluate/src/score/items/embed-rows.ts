import { columnRequests, type RawColumn, type SequenceColumn } from '@reckit/data';
import type { FeatureSpec } from '@reckit/features';
import type { Signature } from '@reckit/inference';
import { answerRows, type FeatureColumns, type RowsToAnswer } from '../answer-rows';

/** What a history is read from: a column, or what was made of the whole file. */
export interface HistorySource {
  readonly feature: string;
  readonly from: string | SequenceColumn;
}

/**
 * The vectors of rows of a data file, as a service would embed them.
 *
 * @param history - null where each feature is read from the column of its name
 * @returns [rows, dim]
 */
export async function embedRows(
  signature: Pick<Signature, 'encoder' | 'outputs' | 'score'>,
  rows: RowsToAnswer,
  dim: number,
  history: HistorySource | null,
): Promise<Float32Array> {
  const embedding = signature.outputs.findIndex(({ role }) => role === 'embedding');
  const vectors = new Float32Array(rows.rows.length * dim);
  await answerRows(
    signature,
    rows,
    ({ outputs, begin }) => {
      const values = outputs[embedding];
      if (values instanceof Float32Array) vectors.set(values, begin * dim);
    },
    history ? withHistory(signature.encoder.spec, history) : undefined,
  );
  return vectors;
}

function withHistory(spec: FeatureSpec, { feature, from }: HistorySource): FeatureColumns {
  return {
    requests: columnRequests(spec).flatMap(request => {
      if (request.name !== feature) return [request];
      return typeof from === 'string' ? [{ ...request, name: from }] : [];
    }),
    of(read, firstRow, rowCount) {
      const column = typeof from === 'string' ? read.get(from) : rowsOf(from, firstRow, rowCount);
      return column ? new Map<string, RawColumn>([...read, [feature, column]]) : read;
    },
  };
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
