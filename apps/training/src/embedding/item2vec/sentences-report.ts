import { trainingReport, type ReportedNeighbours, type RetrievalFindings } from '@reckit/evaluation';
import { initialFacts } from '../../run/init/initial-version';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import type { Item2vecFlags } from './item2vec-flags';
import type { ReadCorpus } from './read-corpus';
import type { SentenceModel } from './train-sentences';

/** What a report of such a training is made of. */
export interface SentencesReport {
  readonly read: ReadCorpus;
  readonly training: TrainedModel['training'];
  readonly neighbours: readonly ReportedNeighbours[];
  /** Null where nothing was held out. */
  readonly findings: RetrievalFindings | null;
}

/** The report page of a training on sentences. */
export function sentencesReport(
  { data, flags, initial, version, createdAt }: TrainingRun<Item2vecFlags>,
  { name, unit, reads }: SentenceModel,
  { read, training, neighbours, findings }: SentencesReport,
): string {
  const items = unit === 'items';
  return trainingReport({
    model: name,
    version,
    createdAt: createdAt.toISOString(),
    facts: [
      { name: 'Data', value: data.shown },
      ...initialFacts(initial),
      { name: items ? 'Sequences' : 'Sentences', value: read.sentences },
      { name: items ? 'Events' : 'Words', value: read.words },
      { name: reads === 'text' ? 'Blank lines' : 'Blank rows', value: read.blank },
      { name: items ? 'Different items' : 'Different words', value: read.distinct },
      { name: 'Of these with a vector', value: read.vocabulary.words.length },
      ...(findings
        ? [
            { name: 'Last events held out', value: read.held.length },
            { name: 'Looked for by the mean of the last', value: flags.recent },
          ]
        : []),
      ...Object.entries(SETTINGS).map(([entry, title]) => ({ name: title, value: shown(training[entry]) })),
      { name: items ? 'Items a second' : 'Words a second', value: shown(training['words_per_second']) },
      { name: 'Seconds', value: shown(training['seconds']) },
      { name: 'Seed', value: String(flags.seed) },
    ],
    ...(findings && { retrieval: findings }),
    neighbours,
  });
}

/** The settings that are shown, by their names in the manifest. */
const SETTINGS = {
  algorithm: 'Algorithm',
  dim: 'Numbers in a vector',
  window: 'Window',
  min_count: 'Least count',
  epochs: 'Epochs',
  learning_rate: 'Learning rate',
  negatives: 'Negatives',
  negative_exponent: 'Exponent of their counts',
  sample: 'Subsampling above',
  workers: 'Threads',
};

function shown(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}
