import type { Checks } from '@reckit/artifacts';
import { describeValue } from '@reckit/features';
import { firstLine, RejectedModel } from '../errors';
import { assertClose, computesOtherwise, isClose, recordedOutputs } from '../loading/recorded-outputs';
import type { OutputValues } from '../scoring/model-output';
import { Lookup, type LookupParts } from './lookup';

const SCORES = 'scores';

/**
 * Makes a lookup of vectors that are in memory, and replays its checks, in which nobody is left out as a neighbour.
 *
 * @throws RejectedModel if it does not find what it did when it was trained
 */
export async function openLookup(
  parts: LookupParts,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<Lookup> {
  const { source } = parts;
  try {
    if (source.checks) {
      await replay(new Lookup({ ...parts, source: { ...source, neighbours: null } }), source.checks);
    }
    return new Lookup(parts);
  } catch (error) {
    throw new RejectedModel(`${name} ${version}: ${firstLine(error)}`, { cause: error });
  }
}

async function replay(lookup: Lookup, { rows, outputs, ids = {}, tolerance }: Checks): Promise<void> {
  const encoded = lookup.encoder.encode(rows, 'checks.rows');
  const found = await lookup.score(encoded, Infinity);
  const outputOf = recordedOutputs(lookup.outputs, found);
  const { [SCORES]: scores = [] } = outputs;
  for (const [name, expected] of Object.entries(outputs)) {
    assertClose(name, outputOf(name, expected.length), expected, tolerance);
  }
  for (const [name, expected] of Object.entries(ids)) {
    const width = expected.length / rows.length;
    for (let start = 0; start < expected.length; start += width) {
      const end = start + width;
      assertAsNear(name, start, outputOf(name, expected.length).slice(start, end), {
        ids: expected.slice(start, end),
        scores: scores.slice(start, end),
        tolerance,
      });
    }
  }
}

/** What was recorded of one row. */
interface Recorded extends Pick<Checks, 'tolerance'> {
  readonly ids: readonly string[];
  readonly scores: readonly number[];
}

/**
 * Holds the ids of a row to the recorded ones. Of those that are as near, as the sums of another order can tell, any may
 * come first, and any of those that are as near as the last one may be missing.
 */
function assertAsNear(
  name: string,
  start: number,
  actual: OutputValues,
  { ids, scores, tolerance }: Recorded,
): void {
  ids.forEach((wanted, i) => {
    if (actual[i] === wanted) return;
    const recordedAt = ids.indexOf(String(actual[i]));
    const score = recordedAt < 0 ? scores.at(-1) : scores[recordedAt];
    const isAsNear = actual[i] !== '' && wanted !== '' && score !== undefined;
    if (isAsNear && isClose(score, scores[i], tolerance)) return;
    throw computesOtherwise(name, start + i, describeValue(actual[i]), describeValue(wanted));
  });
}
