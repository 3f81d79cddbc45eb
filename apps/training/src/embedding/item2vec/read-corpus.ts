import { BadEmbeddingInput, TextCorpus, type Corpus, type Vocabulary } from '@reckit/embedding';
import { quoted } from '@reckit/messages';
import {
  type HeldOutEvent,
  HeldOutEvents,
  type ReadSentences,
  readSequences,
  readText,
} from '@reckit/training-data';
import { BadTrainingRun } from '../../run/errors';
import type { TrainingRun } from '../../run/training-model';
import { affordableQueries } from '../hold-out/measure-next-items';
import { holdOutOf, type Item2vecFlags } from './item2vec-flags';

/** A corpus, and what was read of it. */
export interface ReadCorpus extends ReadSentences {
  readonly corpus: Corpus;
  /** Of all that was read; `counts` are of that, too. */
  readonly vocabulary: Vocabulary;
  /** Sentences with a word or more. */
  readonly sentences: number;
  /** Words of all of these. */
  readonly words: number;
  /** Different words, rare ones included. */
  readonly distinct: number;
  readonly held: readonly HeldOutEvent[];
}

/** How a corpus is read. */
export interface CorpusRequest {
  readonly reads: 'sequences' | 'text';
  readonly minCount: number;
}

/**
 * Reads a corpus as a stream: sequences or sentences, of which some may be without their last event.
 *
 * @throws DataError, BadTrainingRun, BadEmbeddingInput
 */
export async function readCorpus(
  { flags, data }: TrainingRun<Item2vecFlags>,
  { reads, minCount }: CorpusRequest,
): Promise<ReadCorpus> {
  const text = new TextCorpus();
  try {
    const events = holdOutOf(flags) === 'last' ? new HeldOutEvents(text, flags.seed) : null;
    let sentences = 0;
    let longest = 0;
    const take = (words: readonly string[]): void => {
      sentences++;
      longest = Math.max(longest, words.length);
      if (events) events.take(words);
      else text.add(words);
    };
    const read = await (reads === 'text' ? readText(data, flags, take) : readSequences(data, flags, take));
    assertSentences(data.shown, reads, read, { sentences, longest });
    const held = events?.finish({ minCount, affordable: items => affordableQueries(items, flags.dim) }) ?? [];
    return { ...read, ...finished(data.shown, text, minCount), sentences, held };
  } catch (error) {
    text.discard();
    throw error;
  }
}

function assertSentences(
  file: string,
  reads: CorpusRequest['reads'],
  { column }: ReadSentences,
  { sentences, longest }: { readonly sentences: number; readonly longest: number },
): void {
  const where = column === null ? '' : ` in the column "${column}"`;
  if (sentences === 0) {
    throw new BadTrainingRun(
      `${file}: there is no ${reads === 'text' ? 'word' : 'item'}${where}, so there is nothing to learn.`,
    );
  }
  if (longest > 1) return;
  if (reads === 'sequences') {
    throw new BadTrainingRun(
      `${file}: no sequence${where} has two items, so there is nothing to learn of what goes together. Items are parted by --separator.`,
    );
  }
  const [line, row] = column === null ? ['line', 'line'] : [`row of the column "${column}"`, 'row'];
  throw new BadTrainingRun(
    `${file}: no ${line} has two words, so there is nothing to learn of what stands together. Write a sentence a ${row}.`,
  );
}

function finished(
  file: string,
  text: TextCorpus,
  minCount: number,
): Pick<ReadCorpus, 'corpus' | 'vocabulary' | 'words' | 'distinct'> {
  try {
    const { corpus, vocabulary } = text.finish(minCount);
    if (vocabulary.words.length < 2) {
      throw new BadTrainingRun(
        `${file}: only ${quoted(vocabulary.words[0])} is there ${minCount} times or more, so there is nothing to tell apart; lower --min-count, or give more data.`,
      );
    }
    return { corpus, vocabulary, words: text.words, distinct: text.counts.length };
  } catch (error) {
    if (!(error instanceof BadEmbeddingInput)) throw error;
    throw new BadTrainingRun(`${file}: ${error.message} (--min-count)`);
  }
}
