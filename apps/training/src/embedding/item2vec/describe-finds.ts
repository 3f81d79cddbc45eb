import type { FindsEntry } from '@reckit/artifacts';
import { eventsSha256, type DescribedSource } from '@reckit/training-data';
import { recordedData } from '../../run/split/describe-split';
import type { TrainingRun } from '../../run/training-model';
import type { Item2vecFlags } from './item2vec-flags';
import type { CorpusRequest, ReadCorpus } from './read-corpus';

/** How it is measured what vectors find, for the manifest: so that the events that were held out are found again. */
export function describeFinds(
  { flags, data }: Pick<TrainingRun<Item2vecFlags>, 'flags' | 'data'>,
  reads: CorpusRequest['reads'],
  {
    read: { held, vocabulary },
    minCount,
    source,
  }: {
    readonly read: Pick<ReadCorpus, 'held' | 'vocabulary'>;
    readonly minCount: number;
    readonly source: DescribedSource;
  },
): FindsEntry {
  const { sequenceCol: sequence, userCol: user, itemCol: item, timeCol: time, textCol: text } = flags;
  const named = Object.entries({ sequence, user, item, time, text });
  return {
    what: 'next_items',
    reads,
    columns: {
      separator: flags.separator,
      ...Object.fromEntries(named.filter(([, column]) => column !== undefined)),
    },
    recent: flags.recent,
    seen_items: flags.seenItems,
    ...(held.length > 0 && {
      held_out: {
        data: recordedData(source, data),
        seed: flags.seed,
        min_count: minCount,
        events: held.length,
        events_sha256: eventsSha256(held, word => vocabulary.words[vocabulary.ranks[word]]),
      },
    }),
  };
}
