import { SkipGramKernel, type SharedMemory, type SkipGramShape } from '@reckit/kernels';
import { BLOCK_LENGTH, blocksOf, readBlock, type Corpus } from '../corpus/corpus';
import { NO_RANK } from '../corpus/vocabulary';
import { randomState } from '../random/random-state';
import { SharedWork } from '../threads/shared-work';

/** What one of several threads needs to train. */
export interface TrainTask {
  readonly kind: 'train';
  readonly memory: SharedMemory;
  readonly shape: SkipGramShape;
  readonly thread: number;
  readonly corpus: Corpus;
  readonly ranks: Int32Array;
  readonly learningRate: number;
  readonly lowestRate: number;
  readonly seed: number;
  readonly work: SharedArrayBuffer;
}

/** Trains on one block after the other until there are none. */
export function trainBlocks(task: TrainTask): void {
  const { memory, shape, thread, corpus, ranks, learningRate, lowestRate, seed } = task;
  const work = new SharedWork(task.work);
  const kernel = new SkipGramKernel(memory, shape, thread);
  const blocks = blocksOf(corpus);
  const room = new Int32Array(BLOCK_LENGTH);
  for (let turn = work.take(); turn !== null; turn = work.take()) {
    const { count, words } = rankInto(kernel.tokens, readBlock(corpus, turn % blocks, room), ranks);
    kernel.seed(randomState(seed, turn));
    kernel.train(count, learningRate - (learningRate - lowestRate) * (turn / work.total));
    work.done(words);
  }
}

/** Writes the places in the vocabulary of the words of a block, without those that have none. */
function rankInto(
  tokens: Int32Array,
  block: Int32Array,
  ranks: Int32Array,
): { count: number; words: number } {
  let count = 0;
  let words = 0;
  for (const word of block) {
    const rank = word < 0 ? word : ranks[word];
    if (rank === NO_RANK) continue;
    tokens[count++] = rank;
    if (rank >= 0) words++;
  }
  return { count, words };
}
