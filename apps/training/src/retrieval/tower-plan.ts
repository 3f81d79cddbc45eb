import {
  AliasSampler,
  bagColumns,
  CandidateLookup,
  candidatesOf,
  ItemCandidates,
  Lookup,
  matrixBatches,
  togetherFilled,
  TOWER_INPUTS,
  twoTowers,
  type EmbeddingTable,
  type MatrixInput,
  type TowerObjective,
} from '@reckit/nn';
import { newEmbeddingTable } from '../networks/fit/embedding-table';
import { hiddenLayers } from '../networks/settings/hidden-layers';
import { trainingSettings } from '../networks/settings/training-settings';
import { BadTrainingRun } from '../run/errors';
import type { CommonFlags } from '../run/training-model';
import type { TowerData } from './data/read-tower-data';
import type { Side } from './data/side';
import { checkRowsOf } from './package/check-rows';
import type { RetrievalPlan } from './retrieval-plan';
import type { TowerFlags } from './settings/flags';

/** A model with a tower for each side. */
export interface TowerModel extends Pick<RetrievalPlan, 'model' | 'initial'> {
  readonly data: TowerData;
  /** By which the towers are called. */
  readonly signatures: { readonly query: string; readonly item: string };
}

/** @throws BadTrainingRun where a batch would have nothing to tell apart, or the embeddings fit no file */
export function towerPlan(
  flags: CommonFlags & TowerFlags,
  { model, data, signatures, initial }: TowerModel,
): RetrievalPlan {
  const { query, item, split, labelColumn } = data;
  const settings = trainingSettings(flags, split.train.length);
  const objective = objectiveOf(flags, data);
  if (objective.kind === 'in-batch' && settings.batchSize + objective.extraNegatives < 2) {
    throw new BadTrainingRun(
      'A batch of one row has no other item to tell its own from: give --batch-size 2 or more, or --extra-negatives.',
    );
  }
  const { embeddingDim, queryLayers, itemLayers, dim, temperature } = flags;
  const hidden = hiddenLayers(flags, [queryLayers, itemLayers]);
  const learnsTemperature = flags.learnTemperature ?? false;
  const { network, ofLoss, ...towers } = twoTowers(
    { query: query.layout, item: item.layout },
    {
      embeddingDim,
      queryUnits: queryLayers,
      itemUnits: itemLayers,
      dim,
      ...hidden,
      temperature,
      learnsTemperature,
      objective,
    },
  );
  const tableOf = (name: string, { layout: { tableRows: rows } }: Side): EmbeddingTable | null =>
    rows === 0
      ? null
      : newEmbeddingTable(
          { name, rows, dim: embeddingDim, optimizer: settings.tableOptimizer, seed: flags.seed },
          settings.embeddings,
        );
  const tables = { query: tableOf('query', query), item: tableOf('item', item) };
  return {
    model,
    data,
    network,
    tables: [tables.query, tables.item].filter(table => table !== null),
    architecture: {
      embedding_dim: embeddingDim,
      query_layers: queryLayers,
      item_layers: itemLayers,
      vector_dim: dim,
      ...hidden,
      temperature,
      learns_temperature: learnsTemperature,
      objective: objective.kind,
      ...(objective.kind === 'in-batch' && { extra_negatives: objective.extraNegatives }),
    },
    labelColumn,
    dim,
    similarity: 'cosine',
    recorded: ofLoss,
    initial,
    trainingBatches: batchSize => trainingBatches(data, objective, tables, batchSize, flags.seed),
    query: {
      signature: signatures.query,
      side: query,
      network: towers.query,
      table: tables.query,
      checkRows: checkRowsOf(data.measured),
    },
    items: {
      kind: 'encoded',
      side: {
        signature: signatures.item,
        side: item,
        network: towers.item,
        table: tables.item,
        checkRows: checkRowsOf(Uint32Array.from(data.itemIds.keys())),
      },
    },
  };
}

function objectiveOf({ objective, extraNegatives }: TowerFlags, { hasNegatives }: TowerData): TowerObjective {
  const kind = objective === 'auto' ? (hasNegatives ? 'pairs' : 'in-batch') : objective;
  return kind === 'pairs' ? { kind } : { kind, extraNegatives };
}

function trainingBatches(
  { query, item, itemOfRow, itemCounts, labels, itemIds }: TowerData,
  objective: TowerObjective,
  tables: Readonly<Record<'query' | 'item', EmbeddingTable | null>>,
  batchSize: number,
  seed: number,
): ReturnType<RetrievalPlan['trainingBatches']> {
  const isPairs = objective.kind === 'pairs';
  const drawn = candidatesOf(objective) - 1;
  const { numericColumns } = item.layout;
  const candidates = new ItemCandidates({
    itemOfRow,
    perItem: {
      ...(numericColumns.length > 0 && {
        [TOWER_INPUTS.itemNumeric]: {
          values: numbersOf(item),
          columns: numericColumns.length,
        },
      }),
      ...(!isPairs && { [TOWER_INPUTS.logQ]: { values: logQ(itemCounts, drawn), columns: 1 } }),
    },
    ...(!isPairs && { ids: TOWER_INPUTS.candidates }),
    ...(drawn > 0 && {
      drawn: { sampler: new AliasSampler(new Float64Array(itemIds.length).fill(1)), perRow: drawn },
    }),
    batchSize,
    seed,
  });
  const inputs: Record<string, MatrixInput> = {};
  if (query.layout.numericColumns.length > 0) {
    const { encoded: values, layout } = query;
    inputs[TOWER_INPUTS.queryNumeric] = { values, width: layout.width, columns: layout.numericColumns };
  }
  if (isPairs) inputs[TOWER_INPUTS.label] = { values: labels, width: 1 };
  const lookupOf = (table: EmbeddingTable, { encoded, layout }: Side) =>
    new Lookup({ table, encoded, width: layout.width, bags: bagColumns(layout.slots) });
  return {
    batches: togetherFilled(candidates, matrixBatches(inputs, batchSize)),
    lookups: {
      ...(tables.query && { [TOWER_INPUTS.queryFields]: lookupOf(tables.query, query) }),
      ...(tables.item && {
        [TOWER_INPUTS.itemFields]: new CandidateLookup(lookupOf(tables.item, item), candidates),
      }),
    },
  };
}

/** The numbers of each item, row-major. */
function numbersOf({ encoded, rowCount, layout: { width, numericColumns } }: Side): Float32Array {
  return Float32Array.from(
    { length: rowCount * numericColumns.length },
    (_, i) =>
      encoded[Math.floor(i / numericColumns.length) * width + numericColumns[i % numericColumns.length]],
  );
}

/** The logarithm of how often an item is among the candidates of a row: as that of another row, or drawn. */
function logQ(counts: Uint32Array, drawnPerRow: number): Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, count =>
    // An item that is no row's own and is never drawn is no candidate.
    Math.log(Math.max(count, 1) / total + drawnPerRow / counts.length),
  );
}
