import type { Signature } from '@reckit/inference';
import { answerRows, type AnsweredRows, type RowsToAnswer } from '../answer-rows';

/**
 * Scores rows of a data file as a service would.
 *
 * @param watch - is given the rows of each batch that are scored, by their numbers in its columns
 * @returns by output, each [rows]
 */
export async function scoreRows(
  signature: Pick<Signature, 'encoder' | 'outputs' | 'score'>,
  rows: RowsToAnswer,
  watch: (columns: AnsweredRows['columns'], rows: AnsweredRows['rows']) => void = () => undefined,
): Promise<ReadonlyMap<string, Float32Array>> {
  const count = rows.rows.length;
  const scores = new Map(signature.outputs.map(({ name }) => [name, new Float32Array(count)]));
  await answerRows(signature, rows, answered => {
    watch(answered.columns, answered.rows);
    signature.outputs.forEach(({ name }, i) => {
      const values = answered.outputs[i];
      if (values instanceof Float32Array) scores.get(name)?.set(values, answered.begin);
    });
  });
  return scores;
}
