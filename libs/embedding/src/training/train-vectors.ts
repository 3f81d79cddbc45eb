import { fillAliasTable, SkipGramKernel } from '@reckit/kernels';
import { BLOCK_LENGTH, blocksOf, type Corpus } from '../corpus/corpus';
import type { Vocabulary } from '../corpus/vocabulary';
import { BadEmbeddingInput } from '../errors';
import { randomState } from '../random/random-state';
import { Xorshift } from '../random/xorshift';
import { runThreads, type Running } from '../threads/run-threads';
import { SharedWork } from '../threads/shared-work';
import { keepThresholds } from './keep-thresholds';
import { checkTrainingSettings, type TrainingSettings } from './training-settings';

/** Beyond those of the blocks. */
const INITIAL_STREAM = Number.MAX_SAFE_INTEGER;

/** Vectors to go on from. */
export interface KnownVectors {
  /** The vector of a word, [dim]; null for one that is new. */
  of(word: string): Float32Array | null;
}

/**
 * Trains a vector for each word of a vocabulary, in threads beside this one.
 *
 * @param known - what words begin with that have vectors already; the others, and all outputs, begin as ever
 * @returns float32 [words, dim]
 * @throws BadEmbeddingInput if a setting is out of its range, or there is no memory for so many vectors
 * @throws the reason of the signal, if that ends it
 *
 * @example
 * const text = new TextCorpus();
 * for (const sentence of sentences) text.add(sentence);
 * const { corpus, vocabulary } = text.finish(1);
 * const vectors = await trainVectors(corpus, vocabulary, { ...DEFAULT_TRAINING_SETTINGS, epochs: 10 });
 * closeCorpus(corpus);
 */
export async function trainVectors(
  corpus: Corpus,
  vocabulary: Vocabulary,
  settings: TrainingSettings,
  running: Running = {},
  known: KnownVectors | null = null,
): Promise<Float32Array> {
  checkTrainingSettings(settings);
  const { dim, window, negatives, epochs, learningRate, lowestRate, workers, seed } = settings;
  const shape = {
    words: vocabulary.words.length,
    dim,
    window,
    negatives,
    cbow: settings.algorithm === 'cbow',
    longestBlock: BLOCK_LENGTH,
    threads: Math.min(workers, blocksOf(corpus)),
  };
  const memory = reserve(() => SkipGramKernel.memoryFor(shape));
  const kernel = new SkipGramKernel(memory, shape, 0);
  kernel.keeps.set(keepThresholds(vocabulary.counts, settings.sample));
  const chances = vocabulary.counts.map(count => count ** settings.negativeExponent);
  fillAliasTable(chances, kernel.aliases);
  scatter(kernel, dim, seed);
  if (known) takeOver(kernel, vocabulary.words, known);

  const totalWords = epochs * vocabulary.counts.reduce((sum, count) => sum + count, 0);
  const work = SharedWork.create(epochs * blocksOf(corpus));
  const tasks = Array.from({ length: shape.threads }, (_, thread) => ({
    kind: 'train' as const,
    memory,
    shape,
    thread,
    corpus,
    ranks: vocabulary.ranks,
    learningRate,
    lowestRate,
    seed,
    work: work.buffer,
  }));
  await runThreads(tasks, work, totalWords, running);
  return withoutPadding(kernel, shape.words, dim);
}

function reserve<T>(allocate: () => T): T {
  try {
    return allocate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BadEmbeddingInput(
      `There is no memory for these vectors: ${error.message} Raise the minimum count, or take fewer dimensions.`,
    );
  }
}

/** As gensim begins: uniform, the smaller the more dimensions there are. The outputs are 0. */
function scatter({ inputs, stride }: SkipGramKernel, dim: number, seed: number): void {
  const random = new Xorshift(randomState(seed, INITIAL_STREAM));
  for (let start = 0; start < inputs.length; start += stride) {
    for (let i = start; i < start + dim; i++) inputs[i] = (2 * random.uniform() - 1) / dim;
  }
}

function takeOver({ inputs, stride }: SkipGramKernel, words: readonly string[], known: KnownVectors): void {
  words.forEach((word, i) => {
    const vector = known.of(word);
    if (vector) inputs.set(vector, i * stride);
  });
}

function withoutPadding({ inputs, stride }: SkipGramKernel, words: number, dim: number): Float32Array {
  const vectors = new Float32Array(words * dim);
  for (let word = 0; word < words; word++) {
    vectors.set(inputs.subarray(word * stride, word * stride + dim), word * dim);
  }
  return vectors;
}
