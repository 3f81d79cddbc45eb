import {
  AliasSampler,
  bagColumns,
  CandidateLookup,
  ITEM_INPUTS,
  ItemCandidates,
  Lookup,
  matrixBatches,
  togetherFilled,
  youtubeDnn,
  type EmbeddingTable,
  type ItemSoftmax,
  type MatrixInput,
} from '@reckit/nn';
import { newEmbeddingTable } from '../networks/fit/embedding-table';
import { hiddenLayers } from '../networks/settings/hidden-layers';
import { trainingSettings } from '../networks/settings/training-settings';
import { BadTrainingRun } from '../run/errors';
import type { CommonFlags } from '../run/training-model';
import type { RetrievalData } from './data/retrieval-data';
import { checkRowsOf } from './package/check-rows';
import type { RetrievalPlan } from './retrieval-plan';
import type { HistoryFlags } from './settings/history-flags';

/** A softmax over more items than these takes longer than one over a sample, and learns no better. */
const MOST_IN_FULL = 5_000;

/** A model that reads histories. @throws BadTrainingRun if the embeddings fit no file */
export function historyPlan(
  flags: CommonFlags & HistoryFlags,
  model: RetrievalPlan['model'],
  data: RetrievalData,
  initial: RetrievalPlan['initial'],
): RetrievalPlan {
  const { query, split, itemIds } = data;
  const { embeddingDim, layers, dim, seed } = flags;
  const hidden = hiddenLayers(flags, [layers]);
  if (dim < 2)
    throw new BadTrainingRun('--dim is 2 or more: the last number of a vector is the bias of an item.');
  const settings = trainingSettings(flags, split.train.length);
  const softmax = softmaxOf(flags, itemIds.length);
  const { network, items } = youtubeDnn(query.layout, {
    embeddingDim,
    units: layers,
    dim,
    softmax,
    ...hidden,
  });
  const { tableOptimizer: optimizer, embeddings } = settings;
  const fields = newEmbeddingTable(
    { name: 'fields', rows: query.layout.tableRows, dim: embeddingDim, optimizer, seed },
    embeddings,
  );
  const itemTable = items
    ? null
    : newEmbeddingTable({ name: 'items', rows: itemIds.length, dim, optimizer, seed }, embeddings);
  return {
    model,
    data,
    network,
    tables: [fields, itemTable].filter(table => table !== null),
    architecture: {
      embedding_dim: embeddingDim,
      layers,
      vector_dim: dim,
      ...hidden,
      recent: query.layout.slots.flatMap(({ recent }) => (recent === null ? [] : [recent])),
      softmax: softmax.kind,
      ...(softmax.kind === 'sampled' && {
        negatives: softmax.negatives,
        negative_power: flags.negativePower,
      }),
    },
    labelColumn: null,
    dim,
    similarity: 'inner_product',
    recorded: [],
    initial,
    trainingBatches: batchSize =>
      trainingBatches(data, softmax, { fields, items: itemTable }, flags, batchSize),
    query: {
      signature: model.name,
      side: query,
      network,
      table: fields,
      checkRows: checkRowsOf(data.measured),
    },
    items: {
      kind: 'learnt',
      parameter: items,
      vectorsIn({ parameters }) {
        if (itemTable) return itemTable.values;
        const { offset, size } = items ?? { offset: 0, size: 0 };
        return parameters.subarray(offset, offset + size);
      },
    },
  };
}

function softmaxOf({ softmax, negatives }: HistoryFlags, items: number): ItemSoftmax {
  const isFull = softmax === 'full' || (softmax === 'auto' && items <= MOST_IN_FULL);
  return isFull ? { kind: 'full', items } : { kind: 'sampled', negatives };
}

function trainingBatches(
  { query, itemOfRow, itemCounts, itemIds }: RetrievalData,
  softmax: ItemSoftmax,
  tables: { readonly fields: EmbeddingTable; readonly items: EmbeddingTable | null },
  { negativePower, seed }: CommonFlags & HistoryFlags,
  batchSize: number,
): ReturnType<RetrievalPlan['trainingBatches']> {
  const { encoded, layout } = query;
  const { width, numericColumns, slots } = layout;
  const sampler =
    softmax.kind === 'sampled'
      ? new AliasSampler(Float64Array.from(itemCounts, n => n ** negativePower))
      : null;
  const candidates = new ItemCandidates({
    itemOfRow,
    perItem: sampler
      ? { [ITEM_INPUTS.logQ]: { values: Float32Array.from(sampler.probabilities, Math.log), columns: 1 } }
      : {},
    ids: ITEM_INPUTS.items,
    ...(sampler && softmax.kind === 'sampled' && { drawn: { sampler, perRow: softmax.negatives } }),
    batchSize,
    seed,
  });
  const inputs: Record<string, MatrixInput> =
    numericColumns.length > 0 ? { numeric: { values: encoded, width, columns: numericColumns } } : {};
  const ofItems =
    tables.items &&
    new Lookup({
      table: tables.items,
      encoded: Float32Array.from(itemIds.keys()),
      width: 1,
      bags: [{ start: 0, width: 1, firstRow: 0, pooling: 'sum' }],
    });
  return {
    batches: togetherFilled(candidates, matrixBatches(inputs, batchSize)),
    lookups: {
      fields: new Lookup({ table: tables.fields, encoded, width, bags: bagColumns(slots) }),
      ...(ofItems && { [ITEM_INPUTS.vectors]: new CandidateLookup(ofItems, candidates) }),
    },
  };
}
