import { MOST_BYTES, PAGE_BYTES, type KernelMemory } from './load-kernel';

/** A line of the cache: what is loaded together begins with one. */
const ALIGNMENT_BYTES = 64;

/** Gives out the bytes of a kernel's memory, one piece after the other. */
export class MemoryPlan {
  #end: number;

  /** @param kernel - says where the memory begins that is free for the caller */
  constructor(private readonly kernel: KernelMemory & { freeAt(): number }) {
    this.#end = kernel.freeAt();
  }

  /** Where a piece of so many bytes begins. */
  take(bytes: number): number {
    const at = Math.ceil(this.#end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    this.#end = at + bytes;
    return at;
  }

  /**
   * Makes the memory as large as what was taken.
   *
   * @throws RangeError if that is more than a kernel can address, or than there is
   */
  allocate(): ArrayBuffer {
    const { memory } = this.kernel;
    if (this.#end > MOST_BYTES)
      throw new RangeError(`${this.#end} bytes are more than 4 GiB, which is all that a kernel can address.`);
    memory.grow(Math.max(0, Math.ceil(this.#end / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES));
    return memory.buffer;
  }
}
