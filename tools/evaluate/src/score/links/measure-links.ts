import { compareVersions } from '../../compare/compare-versions';
import type { ScoredRows } from '../../compare/scored-rows';
import { CannotEvaluate } from '../../errors';
import { evenlySpread } from '../found/evenly-spread';
import { unknownNotes } from '../found/known-targets';
import type { PackagedVectors } from '../found/packaged-vectors';
import { rankWanted, type Wanted } from '../found/rank-wanted';
import { refuseSegments } from '../found/refuse-segments';
import type { MeasureRequest } from '../measure-request';
import type { Measurement } from '../measurement';
import type { Versions } from '../open-version';
import { drawOutput } from '../rows/draw-output';
import type { GraphVersion, LinksEntry } from './graph-version';
import { pairsToFind, type PairsToFind } from './pairs-to-find';

/**
 * Measures vectors of nodes by neighbours that no version has learnt: how well the cosine tells these from pairs that are no
 * neighbours, and at which rank each of the two finds the other.
 *
 * @throws CannotEvaluate, DataError, CorruptPackage
 */
export async function measureLinks(
  versions: Versions,
  { given, by }: MeasureRequest,
  entry: LinksEntry,
): Promise<Measurement> {
  refuseSegments(by);
  const pairs = await pairsToFind(versions, given, entry);
  if (pairs.linked.length === 0) {
    throw new CannotEvaluate(
      `${pairs.shown}: the versions have learnt each of these pairs, or do not know their nodes, so there is nothing to find. Name later edges with --data.`,
    );
  }
  const told = toldApart(pairs);
  const found = foundAgain(pairs);
  const { challenger, current } = pairs;
  const vectors = { challenger: challenger.vectors, current: current && current.vectors };
  const nodes = [...new Set(pairs.linked.flat())];
  return {
    data: { path: pairs.shown, sha256: pairs.sha256, rows: pairs.linked.length },
    metrics: [...compareVersions(told), ...compareVersions(found)],
    segments: [],
    drawn: told.outputs.map(output => drawOutput(output)),
    notes: [...pairs.notes, ...unknownNotes(versions, vectors, 'nodes', nodes, 0)],
  };
}

/** Neighbours and others, with the cosine of each pair: 0 of one that a version does not know. */
function toldApart({ challenger, current, linked, unlinked }: PairsToFind): ScoredRows {
  const pairs = [...linked, ...unlinked];
  const cosines = ({ vectors: { ids, rows, dim } }: GraphVersion): Float32Array =>
    Float32Array.from(pairs, ([a, b]) => {
      const [one, other] = [ids.rowOf(a) * dim, ids.rowOf(b) * dim];
      let cosine = 0;
      for (let i = 0; one >= 0 && other >= 0 && i < dim; i++) cosine += rows[one + i] * rows[other + i];
      return cosine;
    });
  return {
    rowCount: pairs.length,
    outputs: [
      {
        task: null,
        kind: 'score',
        truths: new Float32Array(pairs.length).fill(1, 0, linked.length),
        current: current && cosines(current),
        challenger: cosines(challenger),
        weights: null,
      },
    ],
    users: null,
  };
}

/** The ranks at which nodes find their neighbours among all, without those that either version has learnt. */
function foundAgain({ challenger, current, linked }: PairsToFind): ScoredRows {
  const versions = current ? [challenger, current] : [challenger];
  const found = new Map<string, string[]>();
  const note = (node: string, other: string): void => {
    const others = found.get(node);
    if (others) others.push(other);
    else found.set(node, [other]);
  };
  for (const [a, b] of linked) {
    note(a, b);
    note(b, a);
  }
  const all = [...found];
  const asked = evenlySpread(
    all.length,
    versions.map(({ vectors }) => vectors),
  ).map(place => all[place]);
  const nodes = asked.map(([node]) => node);
  const learnt = (node: string): string[] =>
    versions.flatMap(version =>
      version.neighboursOf(node).filter(other => versions.some(each => each.hasLearnt([node, other]))),
    );
  const wanted: Wanted = {
    targets: asked.map(([, others]) => others),
    leftOut: nodes.map(node => [node, ...new Set(learnt(node))]),
  };
  const ranks = ({ vectors }: GraphVersion): Float32Array =>
    rankWanted(vectors, queriesOf(vectors, nodes), wanted);
  const ranksOfNew = ranks(challenger);
  return {
    rowCount: ranksOfNew.length,
    outputs: [
      {
        task: null,
        kind: 'rank',
        truths: new Float32Array(ranksOfNew.length),
        current: current && ranks(current),
        challenger: ranksOfNew,
        weights: null,
      },
    ],
    users: Int32Array.from(asked.flatMap(([, others], query) => others.map(() => query))),
  };
}

function queriesOf(
  { ids, rows, dim }: PackagedVectors,
  nodes: readonly string[],
): Parameters<typeof rankWanted>[1] {
  const places = nodes.map(node => ids.rowOf(node));
  const vectors = new Float32Array(nodes.length * dim);
  places.forEach((row, i) => {
    if (row >= 0) vectors.set(rows.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return { vectors, isAsked: query => places[query] >= 0 };
}
