import skipGram from './compiled/skip-gram';
import { loadSharingKernel, MOST_BYTES, sharedMemory, type SharedMemory } from './load-kernel';

/** What `assembly/skip-gram.ts` exports. */
interface Kernel {
  freeAt(): number;
  scratchBytes(stride: number, window: number, negatives: number, longest: number): number;
  layOut(
    inputs: number,
    outputs: number,
    stride: number,
    words: number,
    keeps: number,
    aliases: number,
    window: number,
    negatives: number,
    cbow: number,
    longest: number,
    scratch: number,
  ): void;
  seed(a: number, b: number, c: number, d: number): void;
  train(tokens: number, count: number, rate: number): number;
}

/** What is trained, and by how many threads at once. */
export interface SkipGramShape {
  readonly words: number;
  readonly dim: number;
  /** How many words at most count on each side of a word: each position draws from 1 to as many. */
  readonly window: number;
  /** Words by chance for each position. */
  readonly negatives: number;
  /** Whether a word is told from the mean of those around it, not by each of them. */
  readonly cbow: boolean;
  /** How many words and ends of sentences a block has at most. */
  readonly longestBlock: number;
  readonly threads: number;
}

/** The state of a generator: four uint32, not all of them 0. */
export type RandomState = readonly [number, number, number, number];

const WORD_BYTES = 4;
const LANES = 4;
/** Rows begin at a line of the cache. */
const ALIGNMENT_BYTES = 64;
/** More than the kernel itself takes at the start of its memory. */
const KERNEL_BYTES = 4_096;
/** For what a thread has for itself beside its block: rows, errors and weights. */
const SCRATCH_ROWS = 16;

/** The training of word vectors, as one of several threads does it that share the vectors. */
export class SkipGramKernel {
  /** The vectors that are wanted, [words, stride]. */
  readonly inputs: Float32Array<SharedArrayBuffer>;
  /** For each word the uint32 below which a random one keeps it. */
  readonly keeps: Uint32Array<SharedArrayBuffer>;
  /** For each word a uint32 below which a random one takes it for a negative, and the word that is taken else. */
  readonly aliases: Uint32Array<SharedArrayBuffer>;
  /** What to train on next: words, and -1 after each sentence. */
  readonly tokens: Int32Array<SharedArrayBuffer>;
  /** Numbers from a vector to the next: those beyond the dimension stay 0. */
  readonly stride: number;
  readonly #kernel: Kernel;

  /**
   * Memory for a training.
   *
   * @throws RangeError if there is not so much
   */
  static memoryFor(shape: SkipGramShape): SharedMemory {
    const { end } = addressesIn(shape);
    if (end > MOST_BYTES) {
      throw new RangeError(`${shape.words} vectors of ${shape.dim} numbers take more than 4 GiB to train.`);
    }
    return sharedMemory(end);
  }

  /**
   * @param memory - made by `memoryFor` for this shape
   * @param thread - which of the threads this is, from 0 on
   */
  constructor(memory: SharedMemory, shape: SkipGramShape, thread: number) {
    const { words, window, negatives, cbow, longestBlock } = shape;
    const { stride, inputs, outputs, keeps, aliases, ownAt, ownBytes } = addressesIn(shape);
    const tokens = ownAt + thread * ownBytes;
    const scratch = aligned(tokens + longestBlock * WORD_BYTES);
    const kernel = loadSharingKernel<Kernel>(skipGram, memory);
    if (
      kernel.freeAt() > KERNEL_BYTES ||
      scratch + kernel.scratchBytes(stride, window, negatives, longestBlock) > tokens + ownBytes
    ) {
      throw new RangeError('The kernel takes more memory than there is for it.');
    }
    kernel.layOut(
      inputs,
      outputs,
      stride,
      words,
      keeps,
      aliases,
      window,
      negatives,
      cbow ? 1 : 0,
      longestBlock,
      scratch,
    );
    const { buffer } = memory;
    this.#kernel = kernel;
    this.stride = stride;
    this.inputs = new Float32Array(buffer, inputs, words * stride);
    this.keeps = new Uint32Array(buffer, keeps, words);
    this.aliases = new Uint32Array(buffer, aliases, words * 2);
    this.tokens = new Int32Array(buffer, tokens, longestBlock);
  }

  /** Begins a stream of random numbers. */
  seed(state: RandomState): void {
    this.#kernel.seed(...state);
  }

  /**
   * Trains on the first `count` of the tokens.
   *
   * @param rate - the learning rate
   * @returns how many words were left after some frequent ones were left out by chance
   */
  train(count: number, rate: number): number {
    return this.#kernel.train(this.tokens.byteOffset, count, rate);
  }
}

function addressesIn({ words, dim, window, negatives, longestBlock, threads }: SkipGramShape) {
  const stride = Math.ceil(dim / LANES) * LANES;
  const matrixBytes = words * stride * WORD_BYTES;
  const inputs = KERNEL_BYTES;
  const outputs = aligned(inputs + matrixBytes);
  const keeps = aligned(outputs + matrixBytes);
  const aliases = aligned(keeps + words * WORD_BYTES);
  const ownAt = aligned(aliases + 2 * words * WORD_BYTES);
  const scratchWords = SCRATCH_ROWS * (stride + 2 * window + negatives + SCRATCH_ROWS) + longestBlock;
  const ownBytes = aligned((scratchWords + longestBlock) * WORD_BYTES + ALIGNMENT_BYTES);
  return { stride, inputs, outputs, keeps, aliases, ownAt, ownBytes, end: ownAt + threads * ownBytes };
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
