import type { Checks } from '@reckit/artifacts';
import type { VectorTable } from '@reckit/embedding';
import { canonicalText } from '@reckit/features';
import { neighboursOf } from '../nearest/neighbours-of';
import type { NearRow } from '../nearest/nearest-rows';

/** Answers of the service and those here may differ in the last bits of a float32. */
const TOLERANCE = { relative: 1e-4, absolute: 1e-5 };
const CHECKED = 5;
const MOST_FOUND = 10;
/** Nearer to each other, two may be found in either order. */
const LEAST_GAP = 1e-4;

/** Some ids with what is nearest to each, and one that is not there. */
export function lookupChecks(table: VectorTable, idFeature: string): Checks {
  const { ids } = table;
  // Others are sent in another form than they have.
  const rows = [...ids.keys()].filter(row => canonicalText(ids[row]) === ids[row]).slice(0, CHECKED);
  const answers = neighboursOf(table, rows, MOST_FOUND + 1).map((found, i) => ({
    id: ids[rows[i]],
    found: clearlyOrdered(found).slice(0, MOST_FOUND),
  }));
  const told = [...answers.filter(({ found }) => found.length > 0), { id: unknownId(ids), found: [] }];
  const width = Math.max(1, ...told.map(({ found }) => found.length));
  return {
    rows: told.map(({ id, found }) => ({ [idFeature]: id, top_k: Math.max(1, found.length) })),
    outputs: {
      scores: told.flatMap(({ found }) =>
        padded(
          found.map(({ similarity }) => similarity),
          width,
          0,
        ),
      ),
    },
    ids: {
      item_ids: told.flatMap(({ found }) =>
        padded(
          found.map(({ row }) => ids[row]),
          width,
          '',
        ),
      ),
    },
    tolerance: TOLERANCE,
  };
}

/** The first of what was found, up to where the order could be another one. */
function clearlyOrdered(found: readonly NearRow[]): readonly NearRow[] {
  const unclear = found.findIndex(
    ({ similarity }, i) => i + 1 < found.length && similarity - found[i + 1].similarity < LEAST_GAP,
  );
  return unclear < 0 ? found : found.slice(0, unclear);
}

function padded<T>(values: readonly T[], width: number, filling: T): T[] {
  return [...values, ...Array<T>(width - values.length).fill(filling)];
}

function unknownId(ids: readonly string[]): string {
  const known = new Set(ids);
  let id = 'nobody';
  while (known.has(id)) id += '_';
  return id;
}
