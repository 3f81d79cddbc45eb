import { createRandom } from '@reckit/data';
import { BadTrainingRun } from '../run/errors';

/** Rows of which negative ones were left out by chance. */
export interface SampledNegatives {
  /** In the order in which they were. */
  readonly rows: Uint32Array;
  /** The others, in theirs. */
  readonly leftOut: Uint32Array;
  readonly kept: number;
  /** Negative rows before. */
  readonly of: number;
  /**
   * By how much the log-odds among these rows are above those among all: the logarithm of how many negative rows there
   * are for one that was kept (King and Zeng, "Logistic Regression in Rare Events Data", 2001). A model that adds it
   * while it learns, and leaves it out when it answers, answers for all rows.
   */
  readonly offset: number;
}

/**
 * Keeps each row with label 1, and of the others a share.
 *
 * @param rows - by their numbers
 * @param labels - 0 or 1, of all rows
 * @throws BadTrainingRun where none of the others would be left
 */
export function sampleNegatives(
  rows: Uint32Array,
  labels: Float32Array,
  share: number,
  seed: number,
): SampledNegatives {
  const random = createRandom(seed);
  let of = 0;
  const isKept = Array.from(rows, row => {
    if (labels[row] === 1) return true;
    of++;
    return random.uniform() < share;
  });
  const leftOut = rows.filter((_, i) => !isKept[i]);
  const kept = of - leftOut.length;
  if (kept === 0) {
    throw new BadTrainingRun(
      `--negative-share ${share} keeps none of the ${of} rows to train on with label 0: give a larger share.`,
    );
  }
  return { rows: rows.filter((_, i) => isKept[i]), leftOut, kept, of, offset: Math.log(of / kept) };
}
