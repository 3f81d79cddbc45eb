import { createRandom } from '@reckit/data';
import { BadTrainingRun } from '../run/errors';

/** Rows of which negative ones were left out by chance. */
export interface DrawnNegatives extends NegativeCounts {
  /** In the order in which they were. */
  readonly rows: Uint32Array;
  /** The others, in theirs. */
  readonly leftOut: Uint32Array;
}

/** How many of the negative rows were kept. */
export interface NegativeCounts {
  readonly kept: number;
  /** Negative rows before. */
  readonly of: number;
}

/** The same, with what follows for the answers. */
export interface SampledNegatives extends DrawnNegatives {
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
  const drawn = drawNegatives(rows, labels, share, seed);
  return { ...drawn, offset: offsetOf(drawn, share) };
}

/** The same for some of the rows that are learnt from, of whose negatives none may be left. */
export function drawNegatives(
  rows: Uint32Array,
  labels: Float32Array,
  share: number,
  seed: number,
): DrawnNegatives {
  const random = createRandom(seed);
  let of = 0;
  const isKept = Array.from(rows, row => {
    if (labels[row] === 1) return true;
    of++;
    return random.uniform() < share;
  });
  const leftOut = rows.filter((_, i) => !isKept[i]);
  return { rows: rows.filter((_, i) => isKept[i]), leftOut, kept: of - leftOut.length, of };
}

/**
 * The offset of all rows that are learnt from.
 *
 * @throws BadTrainingRun where no negative one is left
 */
export function offsetOf({ kept, of }: NegativeCounts, share: number): number {
  if (kept === 0) {
    throw new BadTrainingRun(
      `--negative-share ${share} keeps none of the ${of} rows to train on with label 0: give a larger share.`,
    );
  }
  return Math.log(of / kept);
}
