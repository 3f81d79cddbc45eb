import {
  bagColumns,
  Lookup,
  matrixBatches,
  type BatchLookup,
  type BatchSource,
  type EmbeddingTable,
  type MatrixInput,
} from '@reckit/nn';
import { StagedLookup, StagedRows, stagedBatches } from './staged-rows';
import type { TabularData } from './tabular-data';

/** Where the batches of a tabular network come from: numbers and targets are copied, embeddings looked up. */
export interface TabularBatches {
  readonly batches: BatchSource;
  /** By the embedding inputs of the network. */
  readonly lookups: Readonly<Record<string, BatchLookup>>;
}

/**
 * @param table - the embeddings of all slots; null if there are none
 * @param targets - by input of the network, each [rows], weights of the rows with them; empty where only predictions are
 *   wanted
 * @param batchSize - rows of the largest batch
 */
export function tabularBatches(
  { layout, encoded }: Pick<TabularData, 'layout' | 'encoded'>,
  table: EmbeddingTable | null,
  targets: ReadonlyMap<string, Float32Array>,
  batchSize: number,
): TabularBatches {
  const { width, numericColumns, eventColumns, slots } = layout;
  const columnsIn = (values: Float32Array): Record<string, MatrixInput> => ({
    ...(numericColumns.length > 0 && { numeric: { values, width, columns: numericColumns } }),
    ...(eventColumns.length > 0 && { events: { values, width, columns: eventColumns } }),
  });
  const lookupIn = (values: Float32Array): Lookup | null =>
    table &&
    new Lookup({ table, encoded: values, width, bags: bagColumns(slots), settled: targets.size === 0 });
  const learnt = Object.fromEntries(Array.from(targets, ([name, values]) => [name, { values, width: 1 }]));
  if (encoded instanceof Float32Array) {
    const lookup = lookupIn(encoded);
    return {
      batches: matrixBatches({ ...columnsIn(encoded), ...learnt }, batchSize),
      lookups: lookup ? { fields: lookup } : {},
    };
  }
  const staged = new StagedRows(encoded, width, batchSize);
  const lookup = lookupIn(staged.encoded);
  return {
    batches: stagedBatches(
      staged,
      matrixBatches(columnsIn(staged.encoded), batchSize),
      matrixBatches(learnt, batchSize),
    ),
    lookups: lookup ? { fields: new StagedLookup(staged, lookup) } : {},
  };
}
