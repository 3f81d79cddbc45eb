import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../network';
import { valuesOf, type FedTensor } from './check-feeds';
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
