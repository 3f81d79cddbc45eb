import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DEFAULT_TRAINING_SETTINGS, readWord2vec, TextCorpus, trainVectors } from '@reckit/embedding';
import { runPythonPeer } from '../training/python-peer';
import { lastLineOf, timed, timedByPeer, type PeerRun, type TimedRun } from './timed-run';
import { topicPrecision } from './topic-precision';

/** A run of the training, and how many neighbours are of a word's topic. */
export interface VectorRun extends TimedRun {
  readonly precision: number;
}

const SETTINGS = { ...DEFAULT_TRAINING_SETTINGS, dim: 128, window: 5, negatives: 5, epochs: 1 };

/** Trains on the sentences of a file with the embedding library; only the training is timed. */
export async function trainOurs(file: string, threads: number): Promise<VectorRun> {
  const text = new TextCorpus();
  for await (const line of createInterface({ input: createReadStream(file) })) text.add(line.split(' '));
  const { corpus, vocabulary } = text.finish(1);
  let rows = new Float32Array();
  const run = await timed(text.words, async () => {
    rows = Float32Array.from(await trainVectors(corpus, vocabulary, { ...SETTINGS, workers: threads }));
  });
  return { ...run, precision: topicPrecision({ ids: vocabulary.words, dim: SETTINGS.dim, rows }) };
}

/** The same with gensim; null where there is none. */
export async function trainWithGensim(
  file: string,
  threads: number,
): Promise<(VectorRun & { readonly version: string }) | null> {
  const vectors = `${file}.vectors`;
  const { dim, window, negatives, sample, seed } = SETTINGS;
  const settings = JSON.stringify({ dim, window, negatives, sample, threads, seed });
  const printed = await runPythonPeer('word-vectors.py', [file, vectors, settings]);
  if (printed === null) return null;
  const run = lastLineOf<PeerRun & { version: string }>(printed);
  const precision = topicPrecision(await readWord2vec(vectors, 'binary'));
  return { ...timedByPeer(run), version: run.version, precision };
}
