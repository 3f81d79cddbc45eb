import { Option, type Command } from 'commander';
import type { SeenItems, SequenceFlags, TextFlags } from '@reckit/training-data';
import { positiveWholeNumber } from '../../run/number-flags';
import { refuseSplitFlags } from '../../run/split/refused-flags';
import { addEmbeddingFlags, type EmbeddingDefaults, type EmbeddingFlags } from '../settings/embedding-flags';

/** What is held out of sentences. */
export type HoldOut = 'last' | 'none';

/** The flags of item2vec, and of word2vec, which is a mode of it. */
export interface Item2vecFlags extends EmbeddingFlags, SequenceFlags, TextFlags {
  readonly mode: 'item2vec' | 'word2vec';
  /** Absent: the last of sequences, and nothing of text. */
  readonly holdOut?: HoldOut;
  readonly recent: number;
  readonly seenItems: SeenItems;
}

const RECENT = 3;

export function addItem2vecFlags(command: Command, items: EmbeddingDefaults, words: EmbeddingDefaults): void {
  command.addOption(
    new Option('--mode <mode>', 'items of sequences, or words of text')
      .choices(['item2vec', 'word2vec'])
      .default('item2vec'),
  );
  refuseSplitFlags(command, 'Say with --hold-out what to measure on: last or none.');
  const eitherOf = (name: keyof EmbeddingDefaults): string | number =>
    items[name] === words[name] ? items[name] : `${items[name]}; of word2vec ${words[name]}`;
  addEmbeddingFlags(command, 'items or words', {
    window: eitherOf('window'),
    minCount: eitherOf('minCount'),
    epochs: eitherOf('epochs'),
    lr: eitherOf('lr'),
  });
  command
    .option('--sequence-col <column>', 'column with the sequence, the latest event last (default: sequence)')
    .option('--separator <text>', 'what parts the items of a sequence that is text', ',')
    .option('--user-col <column>', 'of a log, column with the user of an event (default: user_id)')
    .option('--item-col <column>', 'of a log, column with the item of an event (default: item_id)')
    .option(
      '--time-col <column>',
      'of a log, column with the time of an event (default: rows are in their order)',
    )
    .option(
      '--text-col <column>',
      'of word2vec, column with the sentences, where the data are a table (default: text, or the only one)',
    )
    .addOption(
      new Option(
        '--hold-out <what>',
        'what to measure on: the last of each sequence, or sentence, or none (default: last; of word2vec none)',
      ).choices(['last', 'none'] satisfies HoldOut[]),
    )
    .option(
      '--recent <n>',
      'what comes next is looked for by the mean vector of so many items before',
      positiveWholeNumber,
      RECENT,
    )
    .addOption(
      new Option(
        '--seen-items <what>',
        'what is measured of items that are in the sequence before: left out, kept, or left out where hardly any is repeated',
      )
        .choices(['auto', 'exclude', 'keep'])
        .default('auto'),
    );
}

/** What is held out: the words of a text all teach something, and few ask what comes next. */
export function holdOutOf({ holdOut, mode }: Pick<Item2vecFlags, 'holdOut' | 'mode'>): HoldOut {
  return holdOut ?? (mode === 'word2vec' ? 'none' : 'last');
}
