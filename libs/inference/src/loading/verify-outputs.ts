import { describeValue, type RowEncoder } from '@reckit/features';
import { RejectedModel } from '../errors';
import type { Outputs, OutputValues } from '../scoring/model-output';
import type { Session } from '../scoring/session';
import { probeRows } from './probe-rows';

/** So many rows are scored in one run each: one size alone may fit by chance. */
const SIZES = [1, 2, 3, 7, 256];
/**
 * By how much, of the range of an output, a row may score otherwise among others: sums of float32 change with the
 * size of a matrix, and quantised networks share a scale among the rows of a run.
 */
const TOLERANCE = 0.1;

/**
 * Proves that every output of a model has one entry for each row of its input, whatever the number of rows, and
 * that the entry of a row is that of this row: requests are scored together, and are taken apart by their rows.
 *
 * @returns how many values an entry of each output has
 * @throws RejectedModel
 */
export async function verifyOutputs(session: Session, encoder: RowEncoder): Promise<number[]> {
  const { values, rowCount } = probeRows(encoder, SIZES[SIZES.length - 1]);
  const sizes = SIZES.map(size => Math.min(size, rowCount));
  const runs: Outputs[] = [];
  for (const size of sizes)
    runs.push(await session.run(values.subarray(0, size * encoder.width), size, encoder.width));
  return session.outputs.map(({ name }, output) => {
    const values = runs.map(outputs => outputs[output]);
    const width = widthOf(name, values, sizes);
    const scores = values.filter(value => value instanceof Float32Array);
    // Where two neighbours are as near, either may come first; how near they are is an output of its own.
    if (scores.length > 0) assertSameAmongOthers(name, scores, width);
    return width;
  });
}

function widthOf(name: string, scores: readonly OutputValues[], sizes: readonly number[]): number {
  const width = scores[0].length / sizes[0];
  scores.forEach(({ length }, run) => {
    if (length > 0 && length === sizes[run] * width) return;
    throw new RejectedModel(
      `The output ${describeValue(name)} has ${length} values for ${sizes[run]} rows: it is not one entry a row.`,
    );
  });
  return width;
}

/** Compares every row of each run with the same row of the largest run. */
function assertSameAmongOthers(name: string, scores: readonly Float32Array[], width: number): void {
  const largest = scores[scores.length - 1];
  const allowed = TOLERANCE * rangeOf(largest);
  for (const few of scores) {
    const at = few.findIndex((score, i) => differs(score, largest[i], allowed));
    if (at < 0) continue;
    throw new RejectedModel(
      `The output ${describeValue(name)} of a row depends on the other rows: it is ${few[at]} among ${few.length / width} and ${largest[at]} among ${largest.length / width} rows.`,
    );
  }
}

function differs(score: number, expected: number, allowed: number): boolean {
  if (Object.is(score, expected)) return false;
  return !(Math.abs(score - expected) <= Math.max(allowed, 1e-5 * Math.abs(expected)));
}

function rangeOf(scores: Float32Array): number {
  let least = Infinity;
  let most = -Infinity;
  for (const score of scores) {
    if (!Number.isFinite(score)) continue;
    least = Math.min(least, score);
    most = Math.max(most, score);
  }
  return Math.max(0, most - least);
}
