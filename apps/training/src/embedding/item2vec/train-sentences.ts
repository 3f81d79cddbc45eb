import {
  closeCorpus,
  checkTrainingSettings,
  type KnownVectors,
  type TrainingSettings,
  type VectorTable,
  type Vocabulary,
} from '@reckit/embedding';
import { describeSource } from '@reckit/training-data';
import { describeFindings, retrievalMetrics } from '../../retrieval/measure';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import { fitVectors, type FittedVectors } from '../fit/fit-vectors';
import { readInitialVectors } from '../init/initial-vectors';
import { measureNextItems, type NextItemsFindings } from '../hold-out/measure-next-items';
import { nextItems } from '../hold-out/next-items';
import { lookupPackage, type LookupModel } from '../package/lookup-package';
import { assertHolds, ownFile, writeOwnFile } from '../package/own-file';
import { vectorsAsJson } from '../package/vectors-as-json';
import { describeNeighbours, nearestToMostFrequent } from '../report/most-frequent';
import { embeddingSettings, settingEntries, type EmbeddingDefaults } from '../settings/embedding-flags';
import { describeRead, sayWhatWasRead } from './describe-corpus';
import { describeFinds } from './describe-finds';
import { holdOutOf, type Item2vecFlags } from './item2vec-flags';
import { readCorpus, type CorpusRequest, type ReadCorpus } from './read-corpus';
import { sentencesReport } from './sentences-report';

/** What is trained on sentences, and what its words are called, in the plural. */
export interface SentenceModel extends LookupModel, Pick<CorpusRequest, 'reads'> {
  readonly unit: 'items' | 'words';
  readonly defaults: EmbeddingDefaults;
}

/** Trains a vector for each word of sentences, or item of sequences: from the data file to the files of the package. */
export async function trainSentences(
  run: TrainingRun<Item2vecFlags>,
  model: SentenceModel,
): Promise<TrainedModel> {
  const { flags, console, interruption } = run;
  const begin = performance.now();
  const settings = embeddingSettings(flags, model.defaults);
  checkTrainingSettings(settings);
  const own = ownFile(flags);
  const minCount = flags.minCount ?? model.defaults.minCount;
  const known = await readInitialVectors(run.initial, settings.dim);
  const read = await readCorpus(run, { reads: model.reads, minCount });
  const source = await describeSource(run.data);
  const { fitted, trained } = await fit(run, model, read, { settings, known }, () =>
    assertHolds(own, read.vocabulary.words),
  );
  const table: VectorTable = { ids: trained.words, dim: settings.dim, rows: fitted.vectors };
  const measured = measure(run, model, read, { table, counts: trained.counts });
  const neighbours = nearestToMostFrequent(table, read.vocabulary.counts);
  console.fact('Nearest', describeNeighbours(neighbours[0]));

  // From here on files are written; little is left to do.
  interruption.finish();
  const parts = await lookupPackage(run, model, table);
  const json = await vectorsAsJson(run, model, table);
  if (own) await writeOwnFile(console, own, table);
  const training = {
    ...settingEntries(settings, minCount),
    hold_out: holdOutOf(flags),
    recent: flags.recent,
    words_per_second: Math.round(fitted.words / fitted.seconds),
    seconds: Math.round(performance.now() - begin) / 1000,
  };
  return {
    ...parts,
    files: {
      ...parts.files,
      ...json,
      'report.html': sentencesReport(run, model, {
        read,
        training,
        neighbours,
        findings: measured?.findings ?? null,
      }),
    },
    training,
    data: { ...source, ...describeRead(model, read, measured) },
    finds: describeFinds(run, model.reads, { read, minCount, source }),
    seeds: { training: flags.seed },
    metrics: measured ? retrievalMetrics(measured.findings) : {},
  };
}

/** Trains on what was read; the corpus is gone then. @returns the vectors, and how often each word was trained on */
async function fit(
  { console, flags }: TrainingRun<Item2vecFlags>,
  model: SentenceModel,
  read: ReadCorpus,
  { settings, known }: { readonly settings: TrainingSettings; readonly known: KnownVectors | null },
  check: () => void,
): Promise<{ readonly fitted: FittedVectors; readonly trained: Vocabulary }> {
  try {
    check();
    const trained = withoutHeld(read);
    sayWhatWasRead(console, model, read, settings, holdOutOf(flags) === 'last');
    return { fitted: await fitVectors(console, model.unit, read.corpus, trained, settings, known), trained };
  } finally {
    closeCorpus(read.corpus);
  }
}

/** The vocabulary with how often each word is trained on. */
function withoutHeld({ vocabulary, held }: ReadCorpus): Vocabulary {
  const counts = vocabulary.counts.slice();
  for (const { target } of held) counts[vocabulary.ranks[target]]--;
  return { ...vocabulary, counts };
}

function measure(
  { flags, console }: TrainingRun<Item2vecFlags>,
  { name }: SentenceModel,
  { held, vocabulary }: ReadCorpus,
  { table, counts }: { readonly table: VectorTable; readonly counts: ArrayLike<number> },
): NextItemsFindings | null {
  if (held.length === 0) return null;
  const measured = measureNextItems(
    { vectors: table.rows, dim: table.dim },
    nextItems(held, vocabulary.ranks),
    { model: name, recent: flags.recent, seenItems: flags.seenItems, itemCounts: counts },
  );
  console.fact('Validation', describeFindings(measured.findings, held.length));
  return measured;
}
