import type { TrainingSettings } from '@reckit/embedding';
import type { Console } from '../../run/console';
import type { TrainedModel } from '../../run/training-model';
import type { NextItemsFindings } from '../hold-out/measure-next-items';
import type { ReadCorpus } from './read-corpus';
import type { SentenceModel } from './train-sentences';

type Described = Pick<SentenceModel, 'unit' | 'reads'>;

/**
 * Says what is about to be trained on, and how.
 *
 * @param holdsOut - whether events are held out where that can be done
 */
export function sayWhatWasRead(
  console: Console,
  { unit, reads }: Described,
  { sentences, words, blank, distinct, vocabulary, held }: ReadCorpus,
  { algorithm, dim, window, epochs, workers }: TrainingSettings,
  holdsOut: boolean,
): void {
  const lines = reads === 'text' ? 'sentences' : 'sequences';
  const skipped = blank > 0 ? `, ${count(blank)} blank` : '';
  console.fact('Data', `${count(sentences)} ${lines} of ${count(words)} ${unit}${skipped}`);
  const rare = distinct - vocabulary.words.length;
  const left = rare > 0 ? `, ${count(rare)} too rare` : '';
  console.fact('Vocabulary', `${count(vocabulary.words.length)} ${unit}${left}`);
  if (held.length > 0) {
    console.fact('Held out', `the last of ${count(held.length)} ${lines}, which is not trained on`);
  } else if (holdsOut) {
    console.fact(
      'Held out',
      `nothing, since every ${lines.slice(0, -1)} is short, or its last ${unit.slice(0, -1)} rare: nothing is measured`,
    );
  }
  const threads = workers === 1 ? '1 thread' : `${workers} threads`;
  const passes = epochs === 1 ? '1 epoch' : `${epochs} epochs`;
  console.fact('Vectors', `${algorithm}, ${dim} numbers, window ${window}, ${passes}, ${threads}`);
}

/** The facts of the data, for the manifest. */
export function describeRead(
  { unit }: Described,
  { rows, blank, column, sentences, words, distinct, vocabulary, held }: ReadCorpus,
  measured: NextItemsFindings | null,
): TrainedModel['data'] {
  return {
    rows,
    blank_rows: blank,
    ...(column !== null && { column }),
    [unit === 'items' ? 'sequences' : 'sentences']: sentences,
    [unit === 'items' ? 'events' : 'words']: words,
    distinct,
    vocabulary: vocabulary.words.length,
    ...(measured && {
      held_out: held.length,
      measured_rows: measured.findings.queries,
      seen_items: measured.excludesSeen ? 'excluded' : 'kept',
    }),
  };
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
