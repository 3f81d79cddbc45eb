/** Chunks up to this length are copied together: each Buffer of its own takes some hundred bytes beside its data. */
const SMALL_BYTES = 4_096;
const MIN_TAIL_BYTES = 1_024;
const MAX_TAIL_BYTES = 65_536;
/** From here on the bytes are gathered in one place: to join 16 MB at the end would hold the event loop. */
const LONG_BYTES = 1_048_576;
/** Room for a length that is only announced is made once this part of it is there. */
const ANNOUNCED_PART = 1 / 16;
const GROWTH = 2;

/**
 * Collects the chunks of a body. Its memory is at most about twice the bytes taken in, in whatever chunks they come: a
 * client may send them one by one. For a long one of an announced length it is that length, once a part of it has come.
 */
export class ByteCollector {
  /** Bytes taken in. */
  size = 0;
  #parts: Buffer[] = [];
  #tail: Buffer | null = null;
  #tailLength = 0;
  /** Doubles as long as only small chunks come, so that what the last one leaves empty is no more than they filled. */
  #nextTailBytes = MIN_TAIL_BYTES;
  /** Where the bytes of a long body lie, with room for more. */
  #long: Buffer | null = null;
  #heldBytes = 0;
  readonly #longBytes: number;

  /** @param expectedBytes - how many will come; null where nobody has said so */
  constructor(private readonly expectedBytes: number | null = null) {
    this.#longBytes = Math.max(LONG_BYTES, (expectedBytes ?? 0) * ANNOUNCED_PART);
  }

  /** @returns by how many bytes the memory has grown */
  append(chunk: Buffer): number {
    const heldBefore = this.#heldBytes;
    if (this.#long) this.#appendTo(this.#long, chunk);
    else {
      this.#heldBytes += this.#appendPart(chunk);
      if (this.size >= this.#longBytes) this.#gather();
    }
    return this.#heldBytes - heldBefore;
  }

  /** All bytes in one piece; the collector is empty then. */
  take(): Buffer {
    if (this.#long) {
      const bytes = this.#long.length === this.size ? this.#long : this.#long.subarray(0, this.size);
      this.clear();
      return bytes;
    }
    this.#seal();
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts, this.size);
    this.clear();
    return bytes;
  }

  /** Lets all bytes go. */
  clear(): void {
    this.#parts = [];
    this.#tail = null;
    this.#long = null;
    this.#heldBytes = 0;
    this.size = 0;
  }

  #appendTo(long: Buffer, chunk: Buffer): void {
    const end = this.size + chunk.length;
    const roomy = end <= long.length ? long : this.#grow(long, Math.max(end, long.length * GROWTH));
    chunk.copy(roomy, this.size);
    this.size = end;
  }

  #grow(long: Buffer, bytes: number): Buffer {
    const grown = Buffer.allocUnsafeSlow(bytes);
    long.copy(grown, 0, 0, this.size);
    this.#hold(grown);
    return grown;
  }

  #gather(): void {
    this.#seal();
    const long = Buffer.allocUnsafeSlow(Math.max(this.expectedBytes ?? GROWTH * this.size, this.size));
    let at = 0;
    for (const part of this.#parts) at += part.copy(long, at);
    this.#parts = [];
    this.#hold(long);
  }

  #hold(long: Buffer): void {
    this.#long = long;
    this.#heldBytes = long.length;
  }

  /** @returns by how many bytes the memory has grown */
  #appendPart(chunk: Buffer): number {
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
