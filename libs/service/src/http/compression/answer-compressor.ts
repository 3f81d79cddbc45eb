import { promisify } from 'node:util';
import { constants, deflate, gzip, type ZlibOptions } from 'node:zlib';
import type { AnswerCoding } from './accept-encoding';

const COMPRESS = { gzip: promisify(gzip), deflate: promisify(deflate) } as const;

/** Numbers shrink about as much at the lowest level as at the usual one, in a third of the time. */
const OPTIONS: ZlibOptions = { level: constants.Z_BEST_SPEED, chunkSize: 65_536 };

/**
 * Compresses answers on threads of their own, while the event loop goes on. What they take in memory together is
 * bounded; beyond that an answer is sent as it is, which any client reads.
 */
export class AnswerCompressor {
  #heldBytes = 0;

  /**
   * @param minBytes - shorter answers are not worth it; 0 leaves all answers as they are
   * @param maxHeldBytes - what answers may take together while they are compressed
   */
  constructor(
    private readonly minBytes: number,
    private readonly maxHeldBytes: number,
  ) {}

  /** What answers that are being compressed take in memory. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether an answer is long enough for it to depend on the client whether it is compressed. */
  isWorth(bytes: number): boolean {
    return this.minBytes > 0 && bytes >= this.minBytes;
  }

  /** The body compressed; null if there is no room, or it would not be shorter. */
  async compress(body: Buffer, coding: AnswerCoding): Promise<Buffer | null> {
    // What comes out may be as long as what goes in.
    const bytes = 2 * body.length;
    if (this.#heldBytes + bytes > this.maxHeldBytes) return null;
    this.#heldBytes += bytes;
    try {
      const compressed = await COMPRESS[coding](body, OPTIONS);
      return compressed.length < body.length ? compressed : null;
    } finally {
      this.#heldBytes -= bytes;
    }
  }
}
