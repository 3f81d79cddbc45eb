/** Chunks up to this length are copied together: each Buffer of its own takes some hundred bytes beside its data. */
const SMALL_BYTES = 4_096;
const MIN_TAIL_BYTES = 1_024;
const MAX_TAIL_BYTES = 65_536;

/**
 * Collects the chunks of a body. Its memory is at most about twice the bytes taken in, in whatever chunks they come: a
 * client may send them one by one.
 */
export class ByteCollector {
  /** Bytes taken in. */
  size = 0;
  #parts: Buffer[] = [];
  #tail: Buffer | null = null;
  #tailLength = 0;
  /** Doubles as long as only small chunks come, so that what the last one leaves empty is no more than they filled. */
  #nextTailBytes = MIN_TAIL_BYTES;

  /** @returns by how many bytes the memory has grown */
  append(chunk: Buffer): number {
    const isFirst = this.size === 0;
    this.size += chunk.length;
    if (isFirst || chunk.length > SMALL_BYTES) {
      this.#seal();
      this.#nextTailBytes = MIN_TAIL_BYTES;
      this.#parts.push(chunk);
      return chunk.length;
    }
    const rest = chunk.subarray(this.#fill(chunk));
    if (rest.length === 0) return 0;
    this.#seal();
    const capacity = Math.max(this.#nextTailBytes, rest.length);
    this.#nextTailBytes = Math.min(2 * this.#nextTailBytes, MAX_TAIL_BYTES);
    this.#tail = Buffer.allocUnsafeSlow(capacity);
    this.#tailLength = rest.copy(this.#tail);
    return capacity;
  }

  /** All bytes in one piece; the collector is empty then. */
  take(): Buffer {
    this.#seal();
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts, this.size);
    this.clear();
    return bytes;
  }

  /** Lets all bytes go. */
  clear(): void {
    this.#parts = [];
    this.#tail = null;
    this.size = 0;
  }

  /** Puts what there is room for into the tail; a chunk that does not fit would leave it half empty. */
  #fill(chunk: Buffer): number {
    if (!this.#tail) return 0;
    const copied = chunk.copy(this.#tail, this.#tailLength);
    this.#tailLength += copied;
    return copied;
  }

  #seal(): void {
    if (!this.#tail) return;
    this.#parts.push(this.#tail.subarray(0, this.#tailLength));
    this.#tail = null;
    this.#tailLength = 0;
  }
}
