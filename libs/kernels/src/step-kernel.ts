import compiled from './compiled/step-operators';
import { FreeRanges, type ByteRange } from './free-ranges';
import { growingMemory, loadSharingKernel, MOST_BYTES, PAGE_BYTES, type GrowingMemory } from './load-kernel';
import type { StepOperators } from './step-operators';

/** What `assembly/step-operators.ts` exports. */
interface Kernel extends StepOperators {
  freeAt(): number;
}

/** A piece of a `StepMemory`. */
export type Block = ByteRange;

/** A line of the cache: what is loaded together begins with one. */
const ALIGNMENT_BYTES = 64;
/** The last page stays free, so that the address behind every block is one. */
const END = MOST_BYTES - PAGE_BYTES;

/**
 * The memory that the steps of an engine work on, and the operators that work on it. It grows as blocks are taken and never
 * moves, so that addresses and views stay good.
 */
export class StepMemory {
  readonly operators: StepOperators;
  readonly #memory: GrowingMemory = growingMemory();
  readonly #free: FreeRanges;
  readonly #taken = new Set<Block>();
  /** From here on nothing was ever taken, and all is 0. */
  #untouched: number;

  constructor() {
    const kernel = loadSharingKernel<Kernel>(compiled, this.#memory);
    const start = aligned(kernel.freeAt());
    this.operators = kernel;
    this.#free = new FreeRanges({ at: start, bytes: END - start });
    this.#untouched = start;
  }

  /**
   * A block of at least so many bytes, all of them 0, which begins at a multiple of 64.
   *
   * @throws RangeError if 4 GiB are not enough, or if there is not so much memory
   */
  take(bytes: number): Block {
    const block = this.#free.take(Math.max(ALIGNMENT_BYTES, aligned(bytes)));
    if (!block)
      throw new RangeError(`${bytes} bytes more do not fit into the 4 GiB that a step can address.`);
    const end = block.at + block.bytes;
    this.#growTo(end);
    const used = Math.min(end, this.#untouched) - block.at;
    if (used > 0) this.bytes(block.at, used).fill(0);
    this.#untouched = Math.max(end, this.#untouched);
    this.#taken.add(block);
    return block;
  }

  /**
   * Gives a block back, for others.
   *
   * @throws RangeError if it was given back before, or is none of this memory's
   */
  give(block: Block): void {
    if (!this.#taken.delete(block)) throw new RangeError(`No block at ${block.at} is taken.`);
    this.#free.give(block);
  }

  /** Numbers as they are now and will be: memory does not move. */
  floats(at: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  #growTo(end: number): void {
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) this.#memory.grow(missing);
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
