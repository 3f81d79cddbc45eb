import * as tf from '@tensorflow/tfjs-core';
import type { HiddenLayers } from '../layers/mlp';
import { binaryCrossEntropyWithLogits } from '../losses/binary-cross-entropy';
import type { Batch, Network } from '../network';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import type { TabularLayout } from '../tabular/tabular-layout';

/** What every network can be told that answers one probability a row. */
export interface OneScoreSettings extends HiddenLayers {
  readonly embeddingDim: number;
  /** How many numbers of it each slot of the layout uses. @default all of them */
  readonly slotDims?: readonly number[];
  /** The logit with which training begins: that of the share of positives. @default 0 */
  readonly start?: number;
  /** By how much the log-odds of the rows that it learns from are above those that it answers. @default 0 */
  readonly offset?: number;
  /** Whether rows have weights, in the input `weight`. @default false: all count alike */
  readonly weighted?: boolean;
}

/** A network as far as it is its own. */
export interface ScoringNetwork {
  readonly parameters: ParameterSet;
  readonly layout: Pick<TabularLayout, 'numeric' | 'slots' | 'eventColumns'>;
  /** Numbers in a row of the embedding table. */
  readonly tableDim: number;
  /** The log-odds of each row, [rows, 1], of its inputs `numeric`, `fields` and `events`. */
  logits(batch: Batch, pass: Pass): tf.Tensor;
}

/** Makes log-odds a network: it learns the input `label` by cross entropy and answers `predictions`. */
export function oneScore(
  { parameters, layout: { numeric, slots, eventColumns }, tableDim, logits }: ScoringNetwork,
  { offset = 0, weighted = false }: OneScoreSettings,
): Network {
  return {
    parameters,
    inputs: {
      ...(numeric.length > 0 && { numeric: numeric.length }),
      ...(eventColumns.length > 0 && { events: eventColumns.length }),
      label: 1,
      ...(weighted && { weight: 1 }),
    },
    embeddings: slots.length > 0 ? { fields: { slots: slots.length, dim: tableDim } } : {},
    targets: ['label', ...(weighted ? ['weight'] : [])],
    loss: (batch, pass) =>
      binaryCrossEntropyWithLogits(
        batch['label'],
        offset === 0 ? logits(batch, pass) : tf.add(logits(batch, pass), offset),
        weighted ? batch['weight'] : undefined,
      ),
    predict: (batch, pass) => ({
      predictions: pass.probability('predictions', tf.squeeze(logits(batch, pass), [1])),
    }),
  };
}
