import { EmbeddingTable, uniform, type EmbeddingTableOptions, type Network } from '@reckit/nn';
import { BadTrainingRun } from '../../run/errors';

/** How far embeddings lie from 0 before training: far enough that products of two of them have gradients. */
export const EMBEDDING_LIMIT = 0.05;
/** An ONNX file is one protocol buffer message, which ends at 2 GiB. */
const MAX_MODEL_BYTES = 2_000_000_000;

/** How embeddings begin and what becomes of them, whatever they are of. */
export interface EmbeddingSettings {
  /** Share of every embedding that a step of learning rate 1 takes away. */
  readonly l2: number;
  /** How far they lie from 0 before training. */
  readonly initialLimit: number;
}

/** A table of embeddings that a model file can hold. @throws BadTrainingRun if it is too large for one */
export function newEmbeddingTable(
  options: Omit<EmbeddingTableOptions, 'initialise' | 'l2'>,
  { l2, initialLimit }: EmbeddingSettings,
): EmbeddingTable {
  assertTableFits(options);
  return new EmbeddingTable({ ...options, l2, initialise: uniform(initialLimit) });
}

/** @throws BadTrainingRun if the embeddings are too many for a model file */
export function assertTableFits({ rows, dim }: Pick<EmbeddingTableOptions, 'rows' | 'dim'>): void {
  if (rows * dim * Float32Array.BYTES_PER_ELEMENT <= MAX_MODEL_BYTES) return;
  throw new BadTrainingRun(
    `The embeddings take ${rows.toLocaleString('en-US')} rows of ${dim} numbers, more than the 2 GB that a model file can hold: raise min_count, use fewer buckets, or lower --embedding-dim.`,
  );
}

/** @throws BadTrainingRun if the weights are too many for a model file */
export function assertWeightsFit({
  parameters: { size },
}: {
  parameters: Pick<Network['parameters'], 'size'>;
}): void {
  if (size * Float32Array.BYTES_PER_ELEMENT <= MAX_MODEL_BYTES) return;
  throw new BadTrainingRun(
    `The network has ${size.toLocaleString('en-US')} weights, more than the 2 GB that a model file can hold: give it fewer or smaller layers, or lower --embedding-dim.`,
  );
}
