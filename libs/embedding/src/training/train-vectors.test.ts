import { BLOCK_LENGTH, closeCorpus } from '../corpus/corpus';
import { TextCorpus } from '../corpus/text-corpus';
import { BadEmbeddingInput } from '../errors';
import type { Progress } from '../threads/run-threads';
import { DEFAULT_TRAINING_SETTINGS } from './training-settings';
import { trainVectors } from './train-vectors';

const SETTINGS = { ...DEFAULT_TRAINING_SETTINGS, dim: 10, epochs: 2 };

/** Sentences of numbers that follow each other, more than a block has room for. */
function someText(memoryBytes?: number): TextCorpus {
  const text = new TextCorpus({ memoryBytes });
  for (let i = 0; i < 3_000; i++) {
    text.add(Array.from({ length: 12 }, (_, j) => `w${((i * 7919) % 97) + (j % 5)}`));
  }
  return text;
}

test('with one thread a seed gives the same vectors to the last bit, from memory and from disk', async () => {
  const [first, second, other] = await Promise.all(
    [
      { text: someText(), seed: 7 },
      { text: someText(0), seed: 7 },
      { text: someText(), seed: 8 },
    ].map(async ({ text, seed }) => {
      const { corpus, vocabulary } = text.finish(1);
      const vectors = await trainVectors(corpus, vocabulary, { ...SETTINGS, seed });
      closeCorpus(corpus);
      return { store: corpus.store.kind, vectors };
    }),
  );
  expect([first.store, second.store]).toEqual(['memory', 'file']);
  expect(second.vectors).toEqual(first.vectors);
  expect(other.vectors).not.toEqual(first.vectors);
  expect(first.vectors).toHaveLength(101 * 10);
  expect(first.vectors.every(Number.isFinite)).toBe(true);
});

test('words below the minimum count are as if they were not there', async () => {
  const withRare = someText();
  withRare.add(['rare']);
  const [plain, rare] = [someText().finish(2), withRare.finish(2)];
  expect(rare.vocabulary.words).toEqual(plain.vocabulary.words);
  const [expected, vectors] = await Promise.all(
    [plain, rare].map(({ corpus, vocabulary }) => trainVectors(corpus, vocabulary, SETTINGS)),
  );
  expect(vectors).toEqual(expected);
});

test('says how far it has come, and at the end that it is done', async () => {
  const told: Progress[] = [];
  const { corpus, vocabulary } = someText().finish(1);
  await trainVectors(corpus, vocabulary, { ...SETTINGS, workers: 3 }, { onProgress: one => told.push(one) });
  expect(told.at(-1)).toMatchObject({ share: 1, done: 2 * 36_000, secondsLeft: 0 });
  expect(told.at(-1)?.perSecond).toBeGreaterThan(0);
});

test('a signal ends it', async () => {
  const { corpus, vocabulary } = someText().finish(1);
  const settings = { ...SETTINGS, epochs: 1_000_000 };
  const controller = new AbortController();
  const onProgress = (): void => controller.abort(new Error('enough'));
  await expect(
    trainVectors(corpus, vocabulary, settings, { signal: controller.signal, onProgress }),
  ).rejects.toThrow('enough');
  await expect(trainVectors(corpus, vocabulary, settings, { signal: controller.signal })).rejects.toThrow(
    'enough',
  );
});

test('what fails in a thread is told, and ends the others', async () => {
  const { corpus, vocabulary } = someText(0).finish(1);
  const length = corpus.length + 100 * BLOCK_LENGTH;
  await expect(trainVectors({ ...corpus, length }, vocabulary, { ...SETTINGS, workers: 2 })).rejects.toThrow(
    /^The temporary file of the corpus ends before block \d+\.$/,
  );
  closeCorpus(corpus);
});

test('one word alone has a vector as well', async () => {
  const text = new TextCorpus();
  text.add(['only']);
  const { corpus, vocabulary } = text.finish(1);
  const vectors = await trainVectors(corpus, vocabulary, SETTINGS);
  expect(vectors).toHaveLength(10);
  expect(vectors.some(number => number !== 0)).toBe(true);
});

test.each([
  [{ dim: 0 }, 'dim must be a whole number from 1 to 4096, not 0.'],
  [{ window: 1.5 }, 'window must be a whole number from 1 to 1000, not 1.5.'],
  [{ workers: 0 }, 'workers must be a whole number from 1 to 256, not 0.'],
  [{ sample: NaN }, 'sample must be a number from 0 to 1, not NaN.'],
  [{ lowestRate: 0.5 }, 'lowestRate must be a number from 0 to 0.025, not 0.5.'],
])('a setting out of its range is named: %j', async (wrong, message) => {
  const { corpus, vocabulary } = someText().finish(1);
  await expect(trainVectors(corpus, vocabulary, { ...SETTINGS, ...wrong })).rejects.toThrow(
    new BadEmbeddingInput(message),
  );
});

test('more vectors than there can be memory for are refused', async () => {
  const { corpus, vocabulary } = someText().finish(1);
  const words = { length: 5_000_000 } as readonly string[]; // Never read: it is their number alone that is refused.
  await expect(trainVectors(corpus, { ...vocabulary, words }, { ...SETTINGS, dim: 128 })).rejects.toThrow(
    'There is no memory for these vectors: 5000000 vectors of 128 numbers take more than 4 GiB to train.',
  );
});
