/** Bytes from an address on. */
export interface ByteRange {
  readonly at: number;
  readonly bytes: number;
}

/** What is free of a stretch of memory. */
export class FreeRanges {
  /** By address; no two of them touch. */
  readonly #ranges: ByteRange[];

  constructor(all: ByteRange) {
    this.#ranges = [all];
  }

  /** The first place with so many bytes, if there is one. */
  take(bytes: number): ByteRange | undefined {
    const i = this.#ranges.findIndex(range => range.bytes >= bytes);
    if (i < 0) return undefined;
    const { at, bytes: found } = this.#ranges[i];
    if (found === bytes) this.#ranges.splice(i, 1);
    else this.#ranges[i] = { at: at + bytes, bytes: found - bytes };
    return { at, bytes };
  }

  /** Makes a range free that was taken; with what is free beside it, it is one. */
  give({ at, bytes }: ByteRange): void {
    const ranges = this.#ranges;
    const found = ranges.findIndex(range => range.at > at);
    const i = found < 0 ? ranges.length : found;
    const before = i > 0 && ranges[i - 1].at + ranges[i - 1].bytes === at ? ranges[i - 1] : undefined;
    const after = i < ranges.length && at + bytes === ranges[i].at ? ranges[i] : undefined;
    const start = before ? i - 1 : i;
    ranges.splice(start, (before ? 1 : 0) + (after ? 1 : 0), {
      at: before?.at ?? at,
      bytes: (before?.bytes ?? 0) + bytes + (after?.bytes ?? 0),
    });
  }
}
