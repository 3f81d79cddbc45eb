import {
  bagColumns,
  Lookup,
  matrixBatches,
  type BatchSource,
  type EmbeddingTable,
  type MatrixInput,
} from '@reckit/nn';
import type { TabularData } from './tabular-data';

/** Where the batches of a tabular network come from: numbers and targets are copied, embeddings looked up. */
export interface TabularBatches {
  readonly batches: BatchSource;
  /** By the embedding inputs of the network. */
  readonly lookups: Readonly<Record<string, Lookup>>;
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
  const { width, numericColumns, slots } = layout;
  const inputs: Record<string, MatrixInput> = {};
  if (numericColumns.length > 0) inputs['numeric'] = { values: encoded, width, columns: numericColumns };
  for (const [name, values] of targets) inputs[name] = { values, width: 1 };
  return {
    batches: matrixBatches(inputs, batchSize),
    lookups: table ? { fields: new Lookup({ table, encoded, width, bags: bagColumns(slots) }) } : {},
  };
}
