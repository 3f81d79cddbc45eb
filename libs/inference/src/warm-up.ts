import type { Session } from './session';

const PROBE_ROWS = 256;
const PROBE_RUNS = 5;
const SLICE_BUDGET_MS = 4;
const MIN_SLICE_ROWS = 64;
const MAX_SLICE_ROWS = 16_384;

/**
 * Runs a fresh session a few times, so that no request pays for first-time allocations, and finds how many
 * rows it computes in the few milliseconds for which the event loop may stand still.
 *
 * @returns rows a slice, for `ScoringQueue`
 */
export async function warmUp(session: Session, featureCount: number): Promise<number> {
  const values = new Float32Array(PROBE_ROWS * featureCount).fill(0.5);
  let fastestMs = Infinity;
  for (let run = 0; run < PROBE_RUNS; run++) {
    // The run itself starts in a later turn of the loop; begin just before it, or the wait would count.
    await new Promise(resolve => setImmediate(resolve));
    const begin = performance.now();
    await session.run(values, PROBE_ROWS, featureCount);
    fastestMs = Math.min(fastestMs, performance.now() - begin);
  }
  const rows = Math.floor((PROBE_ROWS * SLICE_BUDGET_MS) / fastestMs);
  return Math.min(Math.max(rows, MIN_SLICE_ROWS), MAX_SLICE_ROWS);
}
