import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../network';
import type { BatchPart } from '../together/batch-part';
import { fedRows, valuesOf, valuesOfPart, type FedTensor } from './check-feeds';
import type { Feeds } from './engine';

/** What is fed, as tensors. */
export function batchOf(fed: readonly FedTensor[], feeds: Feeds, rowCount: number): Batch {
  return Object.fromEntries(
    fed.map(tensor => [
      tensor.name,
      tf.tensor(valuesOf(feeds, tensor, rowCount), [rowCount, ...tensor.shape], 'float32'),
    ]),
  );
}

/** What is fed of a part of a batch, as tensors. */
export function partOfBatch(fed: readonly FedTensor[], feeds: Feeds, part: BatchPart): Batch {
  return Object.fromEntries(
    fed.map(tensor => [
      tensor.name,
      tf.tensor(valuesOfPart(feeds, tensor, part), [fedRows(tensor, part), ...tensor.shape], 'float32'),
    ]),
  );
}

/** Frees every tensor made inside that is not kept. */
export function scoped<T>(run: () => T): T {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
}

export function copyOf(tensor: tf.Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}

export function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
