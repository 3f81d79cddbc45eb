import { PartMask } from '../random/part-mask';
import type { BatchPart } from '../together/batch-part';
import type { Runtime, RunTensors } from './runtime';
import type { TracedMask } from './trace-network';

/**
 * Binds the masks of a step, and gives what draws them anew.
 *
 * @param feeds - takes the masks
 */
export function stepMasks(
  runtime: Runtime,
  traced: readonly TracedMask[],
  part: BatchPart,
  feeds: RunTensors,
): (place: { readonly seed: number; readonly step: number }) => void {
  const masks = traced.map(({ name, shape, rate }) => {
    const mask = new PartMask(shape, rate, part);
    feeds[name] = runtime.bindBools(mask.bytes, shape);
    return mask;
  });
  return place => masks.forEach((mask, call) => mask.draw({ ...place, call }));
}
