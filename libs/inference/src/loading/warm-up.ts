import { describeValue, type EncodedRows, type RowEncoder } from '@reckit/features';
import { RejectedModel } from '../errors';
import type { Outputs } from '../scoring/model-output';
import type { Session } from '../scoring/session';

const PROBE_ROWS = 256;
const PROBE_RUNS = 5;
const SLICE_BUDGET_MS = 4;
/** The least rows a slice, also where they take longer than the budget. */
export const MIN_SLICE_ROWS = 64;
const MAX_SLICE_ROWS = 16_384;

/**
 * Runs a fresh session a few times, so that no request pays for first-time allocations, and finds how many
 * rows it computes in the few milliseconds for which the event loop may stand still.
 *
 * @returns rows a slice, for `ScoringQueue`
 * @throws RejectedModel if the outputs are none with which a service could answer
 */
export async function warmUp(session: Session, encoder: RowEncoder): Promise<number> {
  const rows = rowsOfDefaults(encoder, PROBE_ROWS);
  let fastestMs = Infinity;
  for (let run = 0; run < PROBE_RUNS; run++) {
    // The run itself starts in a later turn of the loop; begin just before it, or the wait would count.
    await new Promise(resolve => setImmediate(resolve));
    const begin = performance.now();
    const outputs = await session.run(rows.values, PROBE_ROWS, encoder.width);
    fastestMs = Math.min(fastestMs, performance.now() - begin);
    if (run === 0) assertAnswers(session, outputs);
  }
  const rowsInBudget = Math.floor((PROBE_ROWS * SLICE_BUDGET_MS) / fastestMs);
  return Math.min(Math.max(rowsInBudget, MIN_SLICE_ROWS), MAX_SLICE_ROWS);
}

/** Rows without any feature: input that is valid for every kind of feature, ids of table rows included. */
export function rowsOfDefaults(encoder: RowEncoder, rowCount: number): EncodedRows {
  return encoder.encode(new Array(rowCount).fill({}), 'warm-up');
}

/** A model that cannot even answer rows of defaults fails here, and not in the first request. */
function assertAnswers(session: Session, outputs: Outputs): void {
  session.outputs.forEach(({ name }, i) => {
    const values = outputs[i];
    const bad = values instanceof Float32Array ? values.find(value => !Number.isFinite(value)) : undefined;
    if (bad !== undefined) {
      throw new RejectedModel(
        `The output ${describeValue(name)} is ${bad} for a row in which every feature has its default.`,
      );
    }
  });
}
