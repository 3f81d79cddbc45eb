import type { FindsEntry } from '@reckit/artifacts';
import type { SequenceFeature } from '@reckit/features';
import type { Signature } from '@reckit/inference';
import { compareSegments } from '../../compare/compare-segments';
import { compareVersions } from '../../compare/compare-versions';
import type { ScoredRows } from '../../compare/scored-rows';
import { dataToMeasure, type DataToMeasure } from '../../data/data-to-measure';
import { CannotEvaluate } from '../../errors';
import { evenlySpread } from '../found/evenly-spread';
import { isKnown, unknownNotes } from '../found/known-targets';
import { packagedVectors, type PackagedVectors } from '../found/packaged-vectors';
import { rankWanted, type Wanted } from '../found/rank-wanted';
import { recallOfKnown } from '../found/recall-of-known';
import type { MeasureRequest } from '../measure-request';
import type { Measurement } from '../measurement';
import type { OpenVersion, Versions } from '../open-version';
import { readAskedRows, type AskedRows } from './asked-rows';
import { embedRows } from './embed-rows';

type ItemsEntry = Extract<FindsEntry, { what: 'items' }>;

/**
 * Measures versions that find items for who asks: each embeds the rows that were held out by its own graph of its own
 * features, and ranks all items by its own vectors.
 *
 * @throws CannotEvaluate, DataError
 */
export async function measureItems(
  versions: Versions,
  { given, userCol, by }: MeasureRequest,
  entry: ItemsEntry,
): Promise<Measurement> {
  const { challenger, current } = versions;
  const data = await dataToMeasure(versions, given);
  const vectors = {
    challenger: await packagedVectors(challenger),
    current: current && (await packagedVectors(current)),
  };
  const asked = await readAskedRows({
    ...data,
    entry: userCol === undefined ? entry : { ...entry, user_column: userCol },
    history: historyOf(querySignature(challenger), entry),
    segmentColumns: by,
  });
  const askable = asked.rows.filter(row => isKnown(vectors, asked.itemOf(row)));
  if (askable.length === 0) {
    throw new CannotEvaluate(`${data.shown}: no version knows an item of its ${asked.rows.length} rows.`);
  }
  const rows = Uint32Array.from(
    evenlySpread(askable.length, [vectors.challenger, vectors.current]),
    place => askable[place],
  );
  const targets = Array.from(rows, row => asked.itemOf(row));
  const wanted: Wanted = {
    targets: targets.map(id => [id]),
    leftOut: Array.from(rows, row => (entry.seen_items === 'excluded' ? asked.behind(row) : [])),
  };
  const ranksBy = (version: OpenVersion, among: PackagedVectors): Promise<Float32Array> =>
    ranksOf(version, among, { data, asked, rows, wanted, entry });
  const currentRanks = current && vectors.current && (await ranksBy(current, vectors.current));
  const scored: ScoredRows = {
    rowCount: rows.length,
    outputs: [
      {
        task: null,
        kind: 'rank',
        truths: new Float32Array(rows.length),
        current: currentRanks,
        challenger: await ranksBy(challenger, vectors.challenger),
        weights: null,
      },
    ],
    users: asked.users && take(asked.users, rows),
  };
  const segments = [...asked.segments].map(
    ([name, { codes, values }]) => [name, { codes: take(codes, rows), values }] as const,
  );
  return {
    data: { path: data.shown, sha256: data.sha256, rows: rows.length },
    metrics: compareVersions(scored),
    segments: compareSegments(scored, new Map(segments)),
    drawn: [{ task: null, challenger: {}, current: current && {} }],
    ...(vectors.current &&
      currentRanks && { currentOnKnown: recallOfKnown(currentRanks, targets, vectors.current) }),
    notes: [
      ...data.notes,
      ...unknownNotes(versions, vectors, 'items', targets, asked.rows.length - askable.length),
      ...(rows.length < askable.length
        ? [
            `Of ${askable.length} rows ${rows.length} are measured, evenly spread: all of them would take long.`,
          ]
        : []),
    ],
  };
}

/** The signature that embeds who asks. */
function querySignature({ dir, manifest, model }: OpenVersion): Signature {
  const signature = model.signature(manifest.vectors?.queries_of ?? '');
  if (signature) return signature;
  throw new CannotEvaluate(`${dir} has no graph that embeds who asks for its items.`);
}

/** The feature that is a history. */
function historyOf({ encoder: { spec } }: Signature, { history }: ItemsEntry): SequenceFeature | null {
  const feature = history && spec.features.find(({ name }) => name === history.feature);
  return feature?.kind === 'sequence' ? feature : null;
}

interface RankRequest {
  readonly data: DataToMeasure;
  readonly asked: AskedRows;
  readonly rows: Uint32Array;
  readonly wanted: Wanted;
  readonly entry: ItemsEntry;
}

async function ranksOf(
  version: OpenVersion,
  among: PackagedVectors,
  { data: { path, reading }, asked, rows, wanted, entry }: RankRequest,
): Promise<Float32Array> {
  const signature = querySignature(version);
  const history = historyOf(signature, entry);
  const from = history && (entry.history?.column ?? asked.historiesOfLog(history.maxLength));
  const vectors = await embedRows(
    signature,
    { path, reading, rows },
    among.dim,
    history && from ? { feature: history.name, from } : null,
  );
  return rankWanted(among, { vectors, isAsked: () => true }, wanted);
}

function take(values: Int32Array, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, row => values[row]);
}
