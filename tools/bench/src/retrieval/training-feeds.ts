import { createRandom } from '@reckit/data';
import {
  AliasSampler,
  bagColumns,
  CandidateLookup,
  EmbeddingTable,
  ITEM_INPUTS,
  ItemCandidates,
  Lookup,
  matrixBatches,
  togetherFilled,
  TOWER_INPUTS,
  uniform,
  type BatchLookup,
  type BatchSource,
  type TabularLayout,
} from '@reckit/nn';
import type { ComparedTowers, ComparedYoutubeDnn } from './compared-models';

/** What is fed to a model: rows of generated data, as the training program would feed them. */
export interface TrainingFeeds {
  readonly rowCount: number;
  readonly tables: readonly EmbeddingTable[];
  /** What fills batches of no more than so many rows. */
  batchesOf(batchSize: number): {
    readonly batches: BatchSource;
    readonly lookups: Readonly<Record<string, BatchLookup>>;
  };
}

const SEED = 7;
const EMBEDDING_LIMIT = 0.05;
/** So many different rows that what they look up does not stay in the caches of the processor. */
const ROWS = 65_536;
/** Of the popularity of an item by its place in the catalogue. */
const POPULARITY_POWER = -0.5;

/** @param dim - numbers in an embedding */
export function feedsOf(model: ComparedTowers | ComparedYoutubeDnn, dim: number): TrainingFeeds {
  return model.kind === 'towers' ? towerFeeds(model, dim) : youtubeFeeds(model, dim);
}

function towerFeeds({ query, item, isPairs }: ComparedTowers, dim: number): TrainingFeeds {
  const random = createRandom(SEED);
  const users = newTable('query', query.tableRows, dim);
  const items = newTable('item', item.tableRows, dim);
  const queryRows = encodedRows(query, ROWS, () => random.integer(0, query.tableRows - 1));
  const catalogue = encodedRows(item, item.tableRows, row => row);
  const [firstSlot] = item.slots;
  const itemOfRow = Uint32Array.from({ length: ROWS }, () => longTailed(random, item.tableRows));
  const labels = Float32Array.from({ length: ROWS }, () => (random.uniform() < 0.5 ? 1 : 0));
  const logQ = new Float32Array(item.tableRows).fill(-Math.log(item.tableRows));
  const itemNumbers = Float32Array.from({ length: item.tableRows * firstSlot.start }, () => random.normal());
  return {
    rowCount: ROWS,
    tables: [users, items],
    batchesOf(batchSize) {
      const candidates = new ItemCandidates({
        itemOfRow,
        perItem: {
          [TOWER_INPUTS.itemNumeric]: { values: itemNumbers, columns: firstSlot.start },
          ...(!isPairs && { [TOWER_INPUTS.logQ]: { values: logQ, columns: 1 } }),
        },
        ...(!isPairs && { ids: TOWER_INPUTS.candidates }),
        batchSize,
        seed: SEED,
      });
      const { width, numericColumns: columns } = query;
      const inputs = {
        [TOWER_INPUTS.queryNumeric]: { values: queryRows, width, columns },
        ...(isPairs && { [TOWER_INPUTS.label]: { values: labels, width: 1 } }),
      };
      return {
        batches: togetherFilled(candidates, matrixBatches(inputs, batchSize)),
        lookups: {
          [TOWER_INPUTS.queryFields]: lookupOf(users, queryRows, query),
          [TOWER_INPUTS.itemFields]: new CandidateLookup(lookupOf(items, catalogue, item), candidates),
        },
      };
    },
  };
}

function youtubeFeeds(
  { query, items, dim, negatives }: ComparedYoutubeDnn,
  embeddingDim: number,
): TrainingFeeds {
  const random = createRandom(SEED);
  const fields = newTable('fields', query.tableRows, embeddingDim);
  const itemTable = negatives === null ? null : newTable('items', items, dim);
  // Row 0 is that of events that training did not know.
  const encoded = encodedRows(query, ROWS, () => 1 + longTailed(random, query.tableRows - 1));
  const itemOfRow = Uint32Array.from({ length: ROWS }, () => longTailed(random, items));
  const weights = Float64Array.from({ length: items }, (_, place) => (place + 1) ** POPULARITY_POWER);
  const sampler = negatives === null ? null : new AliasSampler(weights);
  const logQ = sampler && Float32Array.from(sampler.probabilities, Math.log);
  const numbers = itemTable && Float32Array.from({ length: items }, (_, number) => number);
  return {
    rowCount: ROWS,
    tables: [fields, itemTable].filter(table => table !== null),
    batchesOf(batchSize) {
      const candidates = new ItemCandidates({
        itemOfRow,
        perItem: logQ ? { [ITEM_INPUTS.logQ]: { values: logQ, columns: 1 } } : {},
        ids: ITEM_INPUTS.items,
        ...(sampler && { drawn: { sampler, perRow: negatives ?? 0 } }),
        batchSize,
        seed: SEED,
      });
      const bags = [{ start: 0, width: 1, firstRow: 0, pooling: 'sum' as const }];
      return {
        batches: candidates,
        lookups: {
          fields: lookupOf(fields, encoded, query),
          ...(itemTable &&
            numbers && {
              [ITEM_INPUTS.vectors]: new CandidateLookup(
                new Lookup({ table: itemTable, encoded: numbers, width: 1, bags }),
                candidates,
              ),
            }),
        },
      };
    },
  };
}

function newTable(name: string, rows: number, dim: number): EmbeddingTable {
  const optimizer = { kind: 'lazy-adam' } as const;
  return new EmbeddingTable({ name, rows, dim, optimizer, initialise: uniform(EMBEDDING_LIMIT), seed: SEED });
}

/** Encoded rows: random numbers, and ids. @returns [rows, layout.width] */
function encodedRows(layout: TabularLayout, rows: number, idOf: (row: number) => number): Float32Array {
  const random = createRandom(SEED);
  const isNumber = new Set(layout.numericColumns);
  return Float32Array.from({ length: rows * layout.width }, (_, i) =>
    isNumber.has(i % layout.width) ? random.normal() : idOf(Math.floor(i / layout.width)),
  );
}

/** Below `end`, the first ones most often. */
function longTailed(random: ReturnType<typeof createRandom>, end: number): number {
  return Math.floor(end * random.uniform() ** 2);
}

function lookupOf(table: EmbeddingTable, encoded: Float32Array, { width, slots }: TabularLayout): Lookup {
  return new Lookup({ table, encoded, width, bags: bagColumns(slots) });
}
