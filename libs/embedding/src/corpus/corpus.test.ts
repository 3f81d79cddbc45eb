import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { BadEmbeddingInput } from '../errors';
import { BLOCK_LENGTH, blocksOf, closeCorpus, readBlock, SENTENCE_END, type Corpus } from './corpus';
import { CorpusWriter, SEGMENT_BYTES } from './corpus-writer';

/** The sentences of a corpus, as they are read block by block. */
function sentencesOf(corpus: Corpus): number[][] {
  const room = new Int32Array(BLOCK_LENGTH);
  const sentences: number[][] = [];
  for (let block = 0; block < blocksOf(corpus); block++) {
    let sentence: number[] = [];
    for (const word of [...readBlock(corpus, block, room), SENTENCE_END]) {
      if (word !== SENTENCE_END) sentence.push(word);
      else if (sentence.length > 0) {
        sentences.push(sentence);
        sentence = [];
      }
    }
  }
  return sentences;
}

/** Sentences of so many words, numbered through. */
function numbered(lengths: readonly number[]): number[][] {
  let next = 0;
  return lengths.map(length => Array.from({ length }, () => next++));
}

const lengths = fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 60 });

test.each([
  ['in memory', 2 ** 30],
  ['on disk', 0],
])('sentences come back whole from a corpus %s', (_, memoryBytes) => {
  fc.assert(
    fc.property(lengths, some => {
      const writer = new CorpusWriter({ memoryBytes });
      const sentences = numbered(some);
      for (const sentence of sentences) writer.add(sentence);
      const corpus = writer.finish();
      if (some.length > 0) expect(corpus.store.kind).toBe(memoryBytes === 0 ? 'file' : 'memory');
      expect(sentencesOf(corpus)).toEqual(sentences);
      closeCorpus(corpus);
    }),
    { numRuns: 30 },
  );
});

test('a corpus that outgrows its memory goes on in a file, and is the same', () => {
  const sentences = numbered(Array.from({ length: 2_600 }, (_, i) => 900 + (i % 90)));
  const [small, large] = [SEGMENT_BYTES, 2 ** 30].map(memoryBytes => {
    const writer = new CorpusWriter({ memoryBytes });
    for (const sentence of sentences) writer.add(sentence);
    return writer.finish();
  });
  expect([small.store.kind, large.store.kind]).toEqual(['file', 'memory']);
  expect(small.length).toBe(large.length);
  const rooms = [new Int32Array(BLOCK_LENGTH), new Int32Array(BLOCK_LENGTH)];
  for (let block = 0; block < blocksOf(small); block++) {
    const [read, expected] = [small, large].map((corpus, i) => readBlock(corpus, block, rooms[i]));
    expect(read.every((word, i) => word === expected[i])).toBe(true);
  }
  closeCorpus(small);
});

test('a sentence longer than a block is cut, and no word is lost', () => {
  const writer = new CorpusWriter();
  const [long] = numbered([2.5 * BLOCK_LENGTH]);
  writer.add(long);
  expect(sentencesOf(writer.finish()).flat()).toEqual(long);
});

test('a folder that cannot be written to is named', () => {
  const folder = path.join(tmpdir(), 'no-such-folder');
  const writer = new CorpusWriter({ memoryBytes: 0, folder });
  const fill = (): void => {
    for (let i = 0; i < 2; i++) writer.add(new Int32Array(SEGMENT_BYTES / 4));
  };
  expect(fill).toThrow(BadEmbeddingInput);
  expect(fill).toThrow(/no-such-folder" \(ENOENT\): check its permissions and space, or name another\.$/);
});
