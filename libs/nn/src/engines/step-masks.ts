import type { Block, StepMemory } from '@reckit/kernels';
import { kept256th, maskStream } from '../random/dropout-mask';
import { placeInMask } from '../random/part-mask';
import type { BatchPart } from '../together/batch-part';
import type { PlacedValue } from './plan/compile-plan';
import type { TracedMask } from './trace-network';

const WORD_BYTES = 4;
/** Masks are drawn so many values at a time, each a bit. */
const VALUES_A_WORD = 32;
const VALUES_A_BYTE = 8;

/** The masks of a step, where its plan reads them. */
export interface StepMasks {
  /** Of the part, by the names of the graph's inputs. */
  readonly placed: Readonly<Record<string, PlacedValue>>;
  /** Draws them anew: the same as `PartMask`. */
  draw(place: { readonly seed: number; readonly step: number }): void;
  close(): void;
}

/**
 * @param ofBits - the masks of which a plan reads the bits; where a part begins within a byte it reads numbers all the same
 */
export function stepMasks(
  memory: StepMemory,
  traced: readonly TracedMask[],
  part: BatchPart,
  ofBits: ReadonlySet<string>,
): StepMasks {
  const masks = traced.map(({ name, shape, rate }) => {
    const { whole, begin, end } = placeInMask(shape, part);
    const words = Math.ceil(whole / VALUES_A_WORD);
    const bits = memory.take(words * WORD_BYTES);
    const common = { bits, words, kept: kept256th(rate) };
    if (ofBits.has(name) && begin % VALUES_A_BYTE === 0) {
      const values = memory.bytes(bits.at + begin / VALUES_A_BYTE, Math.ceil((end - begin) / VALUES_A_BYTE));
      return { ...common, spread: null, values };
    }
    const spread = memory.take(words * VALUES_A_WORD * WORD_BYTES);
    return { ...common, spread, values: memory.floats(spread.at + begin * WORD_BYTES, end - begin) };
  });
  const blocks: Block[] = masks.flatMap(({ bits, spread }) => (spread ? [bits, spread] : [bits]));
  return {
    placed: Object.fromEntries(traced.map(({ name }, i) => [name, masks[i].values])),
    draw(place) {
      for (let call = 0; call < masks.length; call++) {
        const { bits, spread, words, kept } = masks[call];
        const [first, second, third, fourth] = maskStream({ ...place, call }).state;
        memory.operators.draw(bits.at, words, kept, first, second, third, fourth);
        if (spread) memory.operators.spread(spread.at, bits.at, words);
      }
    },
    close() {
      for (const block of blocks.splice(0)) memory.give(block);
    },
  };
}
