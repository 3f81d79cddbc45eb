import { DropoutMaskKernel } from '@reckit/kernels';
import { kept256th, maskStream } from '../random/dropout-mask';
import { placeInMask } from '../random/part-mask';
import type { BatchPart } from '../together/batch-part';
import type { Runtime, RunTensors } from './runtime';
import type { TracedMask } from './trace-network';

/**
 * Binds the masks of a step, and gives what draws them anew: the same as `PartMask`, as the floats that the graph reads.
 *
 * @param feeds - takes the masks
 */
export function stepMasks(
  runtime: Runtime,
  traced: readonly TracedMask[],
  part: BatchPart,
  feeds: RunTensors,
): (place: { readonly seed: number; readonly step: number }) => void {
  const places = traced.map(({ shape }) => placeInMask(shape, part));
  const kernel = new DropoutMaskKernel(places.map(({ whole }) => whole));
  traced.forEach(({ name, shape }, i) => {
    const { begin, end } = places[i];
    feeds[name] = runtime.bindFloats(kernel.masks[i].subarray(begin, end), shape).native;
  });
  const kept = traced.map(({ rate }) => kept256th(rate));
  return place => {
    for (let call = 0; call < kept.length; call++) {
      kernel.draw(call, kept[call], maskStream({ ...place, call }).state);
    }
  };
}
