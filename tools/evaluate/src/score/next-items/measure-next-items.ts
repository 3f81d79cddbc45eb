import { meansOfLast } from '@reckit/evaluation';
import { excludesSeen, listsFrom } from '@reckit/training-data';
import { compareVersions } from '../../compare/compare-versions';
import type { ScoredRows } from '../../compare/scored-rows';
import { CannotEvaluate } from '../../errors';
import { evenlySpread } from '../found/evenly-spread';
import { isKnown, unknownNotes } from '../found/known-targets';
import { packagedVectors, type PackagedVectors } from '../found/packaged-vectors';
import { rankWanted, type Wanted } from '../found/rank-wanted';
import { recallOfKnown } from '../found/recall-of-known';
import { refuseSegments } from '../found/refuse-segments';
import type { MeasureRequest } from '../measure-request';
import type { Measurement } from '../measurement';
import type { Versions } from '../open-version';
import { eventsToFind, type EventToFind, type NextItemsEntry } from './events-to-find';

/**
 * Measures vectors of items, or words, by what comes next in sequences: each version looks for it by the mean of its own
 * vectors of the items before.
 *
 * @throws CannotEvaluate, DataError
 */
export async function measureNextItems(
  versions: Versions,
  { given, by }: MeasureRequest,
  entry: NextItemsEntry,
): Promise<Measurement> {
  refuseSegments(by);
  const { challenger, current } = versions;
  const { shown, sha256, events } = await eventsToFind(challenger, given, entry);
  const vectors = {
    challenger: await packagedVectors(challenger),
    current: current && (await packagedVectors(current)),
  };
  const findable = events.filter(
    ({ before, target }) => isKnown(vectors, target) && before.some(id => isKnown(vectors, id)),
  );
  if (findable.length === 0) {
    throw new CannotEvaluate(
      `${shown}: no version knows what comes next in one of its ${events.length} sequences.`,
    );
  }
  const measured = evenlySpread(findable.length, [vectors.challenger, vectors.current]).map(
    place => findable[place],
  );
  const wanted: Wanted = {
    targets: measured.map(({ target }) => [target]),
    leftOut: leavesSeenOut(entry, measured)
      ? measured.map(({ before }) => [...new Set(before)])
      : measured.map(() => []),
  };
  const currentRanks = vectors.current && ranksOf(vectors.current, measured, entry.recent, wanted);
  const scored: ScoredRows = {
    rowCount: measured.length,
    outputs: [
      {
        task: null,
        kind: 'rank',
        truths: new Float32Array(measured.length),
        current: currentRanks,
        challenger: ranksOf(vectors.challenger, measured, entry.recent, wanted),
        weights: null,
      },
    ],
    users: null,
  };
  const targets = measured.map(({ target }) => target);
  return {
    data: { path: shown, sha256, rows: measured.length },
    metrics: compareVersions(scored),
    segments: [],
    drawn: [{ task: null, challenger: {}, current: current && {} }],
    ...(vectors.current &&
      currentRanks && { currentOnKnown: recallOfKnown(currentRanks, targets, vectors.current) }),
    notes: unknownNotes(versions, vectors, 'items', targets, events.length - findable.length),
  };
}

function ranksOf(
  among: PackagedVectors,
  events: readonly EventToFind[],
  recent: number,
  wanted: Wanted,
): Float32Array {
  const known = events.map(({ before }) =>
    Uint32Array.from(before.map(id => among.ids.rowOf(id)).filter(row => row >= 0)),
  );
  const vectors = meansOfLast(among.rows, among.dim, listsFrom(known), recent);
  return rankWanted(among, { vectors, isAsked: event => known[event].length > 0 }, wanted);
}

/** As the training decides: what comes before is left out where hardly anything is repeated. */
function leavesSeenOut({ seen_items }: NextItemsEntry, events: readonly EventToFind[]): boolean {
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  };
  const targets = Uint32Array.from(events, ({ target }) => numberOf(target));
  const histories = listsFrom(events.map(({ before }) => Uint32Array.from(before, numberOf)));
  return excludesSeen(seen_items, targets, histories);
}
