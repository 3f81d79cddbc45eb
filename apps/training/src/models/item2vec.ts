import { writeSampleCorpus, writeSampleData } from '@reckit/data';
import { addItem2vecFlags, type Item2vecFlags } from '../embedding/item2vec/item2vec-flags';
import { trainSentences, type SentenceModel } from '../embedding/item2vec/train-sentences';
import type { TrainingModel } from '../run/training-model';

/** Where the data lie, and how they are read: what the two modes differ in. */
type Mode = Pick<TrainingModel<Item2vecFlags>, 'defaultDataPath' | 'writeSampleData'> & SentenceModel;

/** What vectors of items are learnt by unless flags say otherwise. */
export const ITEM_DEFAULTS: Mode['defaults'] = { window: 10, minCount: 1, epochs: 40, lr: 0.025 };

const ITEMS: Mode = {
  name: 'item2vec',
  kind: 'item2vec',
  idFeature: 'item_id',
  unit: 'items',
  reads: 'sequences',
  defaultDataPath: 'data/behavior.csv',
  defaults: ITEM_DEFAULTS,
  writeSampleData: file => writeSampleData('item2vec', file),
};
const WORDS: Mode = {
  name: 'word2vec',
  kind: 'word2vec',
  idFeature: 'word',
  unit: 'words',
  reads: 'text',
  defaultDataPath: 'data/corpus.txt',
  defaults: { window: 5, minCount: 5, epochs: 5, lr: 0.025 },
  writeSampleData: writeSampleCorpus,
};

/** Items that are met together, or words that stand together, have vectors near each other. */
export const item2vec: TrainingModel<Item2vecFlags> = {
  ...modelOf(ITEMS),
  defaultDataPath: `${ITEMS.defaultDataPath}, or ${WORDS.defaultDataPath}`,
  modelFor: ({ mode }) => modelOf(mode === 'word2vec' ? WORDS : ITEMS),
};

/** What its command trains, by mode. */
export const MODES = { item2vec: ITEMS, word2vec: WORDS } as const;

function modelOf({
  name,
  kind,
  defaultDataPath,
  writeSampleData: write,
  ...mode
}: Mode): TrainingModel<Item2vecFlags> {
  return {
    name,
    kind,
    defaultDataPath,
    command: 'item2vec',
    description:
      'Item2Vec and Word2Vec: vectors of items by the sequences that they are in, of words by their text',
    dataFormats: 'CSV, TSV, JSON lines or Parquet; of word2vec a text, a sentence a line',
    writeSampleData: write,
    addFlags: command => addItem2vecFlags(command, ITEMS.defaults, WORDS.defaults),
    train: run => trainSentences(run, { name, kind, ...mode }),
  };
}
