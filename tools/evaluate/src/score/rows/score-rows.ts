import { columnRequests, readBatches, type FileOptions } from '@reckit/data';
import { encodeColumns, type RawColumn } from '@reckit/features';
import type { Signature } from '@reckit/inference';

/** How long a batch may take before it counts as lost. */
const TIMEOUT_MS = 60_000;

/** Rows of a data file. */
export interface RowsToScore {
  readonly path: string;
  readonly reading: FileOptions;
  /** Rising, from 0. */
  readonly rows: Uint32Array;
}

/**
 * Scores rows of a data file as a service would: with the features that the package describes and the graph that it
 * serves. The file is read in batches, of which only the wanted rows are scored.
 *
 * @param watch - is given the rows of each batch that are scored, by their numbers in its columns
 * @returns by output, each [rows]
 */
export async function scoreRows(
  signature: Pick<Signature, 'encoder' | 'outputs' | 'score'>,
  { path, reading, rows }: RowsToScore,
  watch: (columns: ReadonlyMap<string, RawColumn>, rows: readonly number[]) => void = () => undefined,
): Promise<ReadonlyMap<string, Float32Array>> {
  const { spec, width } = signature.encoder;
  const scores = new Map(signature.outputs.map(({ name }) => [name, new Float32Array(rows.length)]));
  let place = 0;
  await readBatches(
    path,
    { ...reading, features: columnRequests(spec) },
    async ({ firstRow, columns, ids }) => {
      const batchRows = ids.length;
      const begin = place;
      while (place < rows.length && rows[place] < firstRow + batchRows) place++;
      if (place === begin) return;
      const scored = Array.from(rows.subarray(begin, place), row => row - firstRow);
      watch(columns, scored);
      const encoded = encodeColumns(spec, columns, batchRows);
      const values = new Float32Array((place - begin) * width);
      scored.forEach((row, i) => values.set(encoded.subarray(row * width, (row + 1) * width), i * width));
      const nothing = { missing: null, invalid: null, unknown: null, unknownRows: 0 };
      const outputs = await signature.score({ values, rowCount: place - begin, ...nothing }, TIMEOUT_MS);
      signature.outputs.forEach(({ name }, i) => {
        const answered = outputs[i];
        if (answered instanceof Float32Array) scores.get(name)?.set(answered, begin);
      });
    },
  );
  return scores;
}
