import { createRandom, fingerprint, readEdges } from '@reckit/data';
import type { TrainingData } from '@reckit/training-data';
import { CannotEvaluate } from '../../errors';
import type { GivenData } from '../../data/given-data';
import type { OpenVersion, Versions } from '../open-version';
import { measuredGraph, servedGraph, type GraphVersion, type LinksEntry, type Pair } from './graph-version';

/** Both versions, and the pairs that they are measured on. */
export interface PairsToFind {
  readonly shown: string;
  readonly sha256: string;
  readonly challenger: GraphVersion;
  readonly current: GraphVersion | null;
  /** Neighbours that no version has learnt. */
  readonly linked: readonly Pair[];
  /** As many pairs that are no neighbours, as far as anything tells. */
  readonly unlinked: readonly Pair[];
  readonly notes: readonly string[];
}

/** More pairs tell no more. */
const MOST_PAIRS = 100_000;
/** Any number; the same each time, so that the same pairs are drawn. */
const SEED = 42;
/** In a graph so dense that nearly all are neighbours, the search for others ends at some time. */
const DRAWS_A_PAIR = 100;

/**
 * The pairs that the new version held out of its measured training or, where edges are named, the pairs of these.
 *
 * @throws CannotEvaluate, DataError, CorruptPackage
 */
export async function pairsToFind(
  { challenger, current }: Versions,
  given: GivenData,
  entry: LinksEntry,
): Promise<PairsToFind> {
  if (given.from === 'flags') {
    const serving = current && (await servedGraph(current));
    return ofEdges(given.data, entry, await servedGraph(challenger), serving);
  }
  const { held_out: held } = entry;
  const { manifest, version } = challenger;
  if (held === undefined) {
    throw new CannotEvaluate(
      `${manifest.model} ${version} held no neighbours out. Name edges that it was not trained on with --data.`,
    );
  }
  const newOne = await measuredGraph(challenger, held);
  const { path, sha256 } = manifest.data;
  return {
    shown: String(path),
    sha256: String(sha256),
    ...drawn(newOne.heldOut, new Set(), newOne, current && (await graphBeside(current))),
    notes: [
      'What is served has learnt all neighbours: measured are the trainings without those that were held out, of the same settings and data.',
    ],
  };
}

/** What the current version knows the least with. */
function graphBeside(current: OpenVersion): Promise<GraphVersion> {
  const { finds } = current.manifest;
  return finds?.what === 'links' && finds.held_out
    ? measuredGraph(current, finds.held_out)
    : servedGraph(current);
}

async function ofEdges(
  { path, shown, options }: TrainingData,
  { from_column: from, to_column: to }: LinksEntry,
  challenger: GraphVersion,
  current: GraphVersion | null,
): Promise<PairsToFind> {
  const edges = await readEdges(path, { ...options, from, to });
  const pairs = new Map<string, Pair>();
  edges.from.forEach((a, i) => {
    const pair: Pair = [edges.nodes[a], edges.nodes[edges.to[i]]];
    if (pair[0] !== pair[1]) pairs.set(keyOf(pair), pair);
  });
  const { sha256 } = await fingerprint(path);
  return {
    shown,
    sha256,
    ...drawn([...pairs.values()], new Set(pairs.keys()), challenger, current),
    notes: [],
  };
}

/**
 * Of pairs of neighbours those that no version has learnt, and as many others.
 *
 * @param alsoLinked - keys of pairs that are neighbours, whatever the versions know
 */
function drawn(
  pairs: readonly Pair[],
  alsoLinked: ReadonlySet<string>,
  challenger: GraphVersion,
  current: GraphVersion | null,
): Pick<PairsToFind, 'challenger' | 'current' | 'linked' | 'unlinked'> {
  const versions = current ? [challenger, current] : [challenger];
  const knows = ({ vectors: { ids } }: GraphVersion, [a, b]: Pair): boolean =>
    ids.rowOf(a) >= 0 && ids.rowOf(b) >= 0;
  const random = createRandom(SEED);
  const fresh = pairs.filter(
    pair =>
      versions.some(version => knows(version, pair)) && !versions.some(version => version.hasLearnt(pair)),
  );
  const linked = random.shuffle(fresh).slice(0, MOST_PAIRS);
  const { ids } = challenger.vectors;
  const node = (): string => ids.at(random.integer(0, ids.count - 1));
  const unlinked: Pair[] = [];
  for (let draw = 0; draw < linked.length * DRAWS_A_PAIR && unlinked.length < linked.length; draw++) {
    const pair: Pair = [node(), node()];
    const isLinked =
      alsoLinked.has(keyOf(pair)) ||
      versions.some(version => version.neighboursOf(pair[0]).includes(pair[1]));
    if (pair[0] !== pair[1] && !isLinked) unlinked.push(pair);
  }
  return { challenger, current, linked, unlinked };
}

/** The same whichever way the pair goes. */
function keyOf([a, b]: Pair): string {
  return JSON.stringify(a < b ? [a, b] : [b, a]);
}
