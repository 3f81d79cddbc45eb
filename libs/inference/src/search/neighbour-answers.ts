import type { ModelOutput, Outputs } from '../scoring/model-output';
import { MAX_FOUND, type Found } from './vector-index';

const OUTPUTS = [
  { name: 'item_ids', role: 'ids' },
  { name: 'scores', role: 'similarity' },
] as const;

/** What a search answers, with the most that it may find. */
export function neighbourOutputs(most: number): readonly ModelOutput[] {
  return OUTPUTS.map(output => ({ ...output, width: most, isUpTo: true }));
}

/** The same with the width that it has in an answer. */
export function neighbourOutputsIn([ids]: Outputs, rowCount: number, most: number): readonly ModelOutput[] {
  const width = rowCount === 0 ? most : ids.length / rowCount;
  return OUTPUTS.map(output => ({ ...output, width }));
}

/** How many are to be found for a row. */
export function wanted(topK: number): number {
  return Math.min(MAX_FOUND, Math.max(1, Math.trunc(topK)));
}

/**
 * What was found, as outputs: `item_ids` and `scores`, each [rows, k] with the greatest wish of the rows, or as many as
 * there can be; '' and 0 where a row has fewer.
 *
 * @param ks - how many were to be found for each row
 * @param most - as many as there can be
 */
export function neighbourAnswers(found: readonly Found[], ks: readonly number[], most: number): Outputs {
  const greatest = ks.reduce((greatest, k) => Math.max(greatest, k), 1);
  const width = Math.max(1, Math.min(most, greatest));
  const ids = new Array<string>(ks.length * width).fill('');
  const scores = new Float32Array(ks.length * width);
  found.forEach((each, row) => {
    each.ids.forEach((id, i) => (ids[row * width + i] = id));
    scores.set(each.scores, row * width);
  });
  return [ids, scores];
}
