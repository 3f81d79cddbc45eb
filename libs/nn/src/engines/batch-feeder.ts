import type { Network } from '../network';
import type { BatchPart } from '../together/batch-part';
import { fedRows, fedTensors, valuesOfPart } from './check-feeds';
import type { Feeds } from './engine';
import type { BoundTensor, Runtime, RunTensors } from './runtime';
import { NAMES } from './trace-network';

/** Wraps what is fed; arrays that are fed again, as a training does with its buffers, are wrapped once. */
export function batchFeeder(runtime: Runtime, network: Network, part: BatchPart) {
  const tensors = fedTensors(network).map(fed => ({ fed, input: NAMES.fed(fed.name) }));
  const bound = new Map<string, BoundTensor>();
  return (batch: Feeds, feeds: RunTensors): void => {
    for (const { fed, input } of tensors) {
      const values = valuesOfPart(batch, fed, part);
      const last = bound.get(input);
      if (last && last.values.buffer === values.buffer && last.values.byteOffset === values.byteOffset)
        continue;
      const tensor = runtime.bindFloats(values, [fedRows(fed, part), ...fed.shape]);
      bound.set(input, tensor);
      feeds[input] = tensor.native;
    }
  };
}
