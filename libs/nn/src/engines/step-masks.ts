import type { Block, StepMemory } from '@reckit/kernels';
import { kept256th, maskStream } from '../random/dropout-mask';
import { placeInMask } from '../random/part-mask';
import type { BatchPart } from '../together/batch-part';
import type { PlacedFloats } from './step-weights';
import type { TracedMask } from './trace-network';

const FLOAT_BYTES = 4;
/** Masks are drawn so many values at a time. */
const VALUES_A_WORD = 32;

/** The masks of a step, where its plan reads them. */
export interface StepMasks {
  /** Of the part, by the names of the graph's inputs. */
  readonly placed: Readonly<Record<string, PlacedFloats>>;
  /** Draws them anew: the same as `PartMask`, as floats. */
  draw(place: { readonly seed: number; readonly step: number }): void;
  close(): void;
}

export function stepMasks(memory: StepMemory, traced: readonly TracedMask[], part: BatchPart): StepMasks {
  const masks = traced.map(({ shape, rate }) => {
    const { whole, begin, end } = placeInMask(shape, part);
    const words = Math.ceil(whole / VALUES_A_WORD);
    const block = memory.take(words * VALUES_A_WORD * FLOAT_BYTES);
    const values = memory.floats(block.at + begin * FLOAT_BYTES, end - begin);
    return { block, words, values, kept: kept256th(rate) };
  });
  const blocks: Block[] = masks.map(({ block }) => block);
  return {
    placed: Object.fromEntries(traced.map(({ name }, i) => [name, masks[i].values])),
    draw(place) {
      for (let call = 0; call < masks.length; call++) {
        const { block, words, kept } = masks[call];
        const [first, second, third, fourth] = maskStream({ ...place, call }).state;
        memory.operators.draw(block.at, words, kept, first, second, third, fourth);
      }
    },
    close() {
      for (const block of blocks.splice(0)) memory.give(block);
    },
  };
}
