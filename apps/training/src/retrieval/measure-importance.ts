import { createRandom } from '@reckit/data';
import {
  evaluateRetrieval,
  innerProductScorer,
  ndcgAtK,
  permutationImportance,
  type PermutationImportance,
} from '@reckit/evaluation';
import { permutedColumns, spread } from '../importance/permuted-rows';
import { sideOfRows, type Side } from './data/side';
import type { MeasuredQueries } from './measured-queries';
import { encodeRows } from './package/item-vector-file';
import type { RetrievalPlan } from './retrieval-plan';

/** Products of two numbers that the importance of all features may take together: some seconds. */
const PRODUCTS = 3e9;
const QUERIES = { most: 1_000, least: 100 };
const MOST_ITEMS = 5_000;
const K = 20;

/** What importance is measured with. */
export interface MeasuredTowers {
  readonly measured: MeasuredQueries;
  /** The graph that is served of who asks, and that of items where they are encoded. */
  readonly graphs: { readonly query: Uint8Array; readonly item: Uint8Array | null };
  /** [items, dim], as they are served. */
  readonly items: Float32Array;
  readonly seed: number;
}

/**
 * How much worse items are ranked without a feature of who asks, or of the items: on some queries, among their targets and
 * items spread over the catalogue, by the graphs that are served.
 */
export async function retrievalImportance(
  plan: RetrievalPlan,
  { measured, graphs, items, seed }: MeasuredTowers,
): Promise<PermutationImportance> {
  const { data, dim } = plan;
  const itemSide = plan.items.kind === 'encoded' ? plan.items.side.side : null;
  const featureCount = plan.query.side.spec.features.length + (itemSide?.spec.features.length ?? 0);
  const chosen = chooseRows(measured, data.itemIds.length, PRODUCTS / (featureCount + 1) / dim);
  const querySide = sideOfRows(plan.query.side, chosen.queries);
  const ownItems = rowsOf(items, dim, chosen.items);
  const ownQueries = await encodeRows(graphs.query, querySide);
  const random = createRandom(seed);
  const ndcgOf = (queryVectors: Float32Array, itemVectors: Float32Array): number[] => {
    const scorer = innerProductScorer({ queries: queryVectors, items: itemVectors, dim });
    return [ndcgAtK(evaluateRetrieval(scorer, { targets: chosen.targets, ks: [K] }), chosen.items.length)];
  };
  const measures = [
    { name: `NDCG among ${chosen.items.length.toLocaleString('en-US')} items`, worseIf: 'less' },
  ] as const;
  const importanceOf = (side: Side, measure: (encoded: Float32Array) => Promise<number[]>) =>
    permutationImportance(
      { encoded: side.encoded, width: side.layout.width, ...permutedColumns(side.spec) },
      measures,
      () => random.uniform(),
      measure,
    );
  const ofQueries = await importanceOf(querySide, async encoded =>
    ndcgOf(await encodeRows(graphs.query, { ...querySide, encoded }), ownItems),
  );
  const { item } = graphs;
  if (itemSide === null || item === null) return ofQueries;
  const catalogue = sideOfRows(itemSide, chosen.items);
  const ofItems = await importanceOf(catalogue, async encoded =>
    ndcgOf(ownQueries, await encodeRows(item, { ...catalogue, encoded })),
  );
  return { ...ofQueries, features: [...ofQueries.features, ...ofItems.features] };
}

/** Queries and items that can be afforded: the targets are among the items. */
function chooseRows(
  { rows, targets }: MeasuredQueries,
  itemCount: number,
  pairs: number,
): { readonly queries: Uint32Array; readonly items: Uint32Array; readonly targets: Uint32Array } {
  const most = Math.floor(pairs / Math.min(itemCount, MOST_ITEMS));
  const places = spread(Uint32Array.from(rows.keys()), Math.min(QUERIES.most, Math.max(QUERIES.least, most)));
  const wanted = places.map(place => targets[place]);
  const others = spread(
    Uint32Array.from({ length: itemCount }, (_, i) => i),
    MOST_ITEMS,
  );
  const items = Uint32Array.from(
    new Set([...wanted, ...others].slice(0, Math.max(MOST_ITEMS, wanted.length))),
  ).sort();
  const placeOf = new Map(Array.from(items, (item, place) => [item, place]));
  return {
    queries: places.map(place => rows[place]),
    items,
    targets: wanted.map(item => placeOf.get(item) ?? 0),
  };
}

function rowsOf(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, i) => taken.set(values.subarray(row * width, (row + 1) * width), i * width));
  return taken;
}
