import * as tf from '@tensorflow/tfjs-core';
import { narrowed } from '../layers/narrowed';
import type { Columns } from '../layers/context-gate';
import type { Batch } from '../network';
import { joined } from './joined';
import { scaleNumeric } from './scale-numeric';
import type { TabularLayout } from './tabular-layout';

/** All that a row gives to a network, side by side. */
export interface JoinedInputs {
  /** So many numbers a row. */
  readonly width: number;
  /** Of the inputs `numeric` and `fields`: [rows, width]. */
  read(batch: Batch): tf.Tensor;
  /** Where features lie in it, in its own order; a name that is none has no columns. */
  columnsOf(features: readonly string[]): readonly Columns[];
}

/**
 * The scaled numbers of a row, then the embeddings of its categories and sequences.
 *
 * @param slotDims - how many numbers of its embedding each slot uses; all of them unless given
 */
export function joinedInputs(
  { numeric, slots }: Pick<TabularLayout, 'numeric' | 'slots'>,
  embeddingDim: number,
  slotDims: readonly number[] = [],
): JoinedInputs {
  const ofSlots = slots.length * embeddingDim;
  return {
    width: numeric.length + ofSlots,
    read(batch) {
      const parts: tf.Tensor[] = [];
      if (numeric.length > 0) parts.push(scaleNumeric(batch['numeric'], numeric));
      if (slots.length > 0) parts.push(tf.reshape(narrowed(batch['fields'], slotDims), [-1, ofSlots]));
      return joined(parts, 1);
    },
    columnsOf: features => [
      ...numeric.flatMap(({ name }, i) => (features.includes(name) ? [{ start: i, width: 1 }] : [])),
      ...slots.flatMap(({ feature: { name } }, i) =>
        features.includes(name) ? [{ start: numeric.length + i * embeddingDim, width: embeddingDim }] : [],
      ),
    ],
  };
}
