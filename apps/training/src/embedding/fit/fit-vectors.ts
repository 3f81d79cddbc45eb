import {
  trainVectors,
  type Corpus,
  type KnownVectors,
  type Progress,
  type Running,
  type TrainingSettings,
  type Vocabulary,
} from '@reckit/embedding';
import type { Console } from '../../run/console';

/** Vectors, and how fast they were trained. */
export interface FittedVectors {
  /** Row-major [words, dim]. */
  readonly vectors: Float32Array;
  readonly seconds: number;
  /** Words of all epochs. */
  readonly words: number;
}

/**
 * Trains vectors as a user sees it: with how far it has come, how fast it is and when it will be done.
 *
 * @param unit - what a word is called, in the plural
 * @param known - vectors of a version that is gone on from
 * @throws BadEmbeddingInput
 */
export async function fitVectors(
  console: Console,
  unit: string,
  corpus: Corpus,
  vocabulary: Vocabulary,
  settings: TrainingSettings,
  known: KnownVectors | null = null,
): Promise<FittedVectors> {
  const begin = performance.now();
  if (known) {
    const { words } = vocabulary;
    const there = words.reduce((sum, word) => sum + Number(known.of(word) !== null), 0);
    console.fact('Taken over', `${count(there)} of ${count(words.length)} vectors`);
  }
  const progress = console.percent('Training');
  const running: Running = {
    onProgress: told => progress.step(100 * told.share, describeProgress(told, unit)),
  };
  const vectors = await trainVectors(corpus, vocabulary, settings, running, known).finally(() =>
    progress.end(),
  );
  const seconds = (performance.now() - begin) / 1000;
  const words = settings.epochs * vocabulary.counts.reduce((sum, count) => sum + count, 0);
  console.fact(
    'Trained',
    `${count(words)} ${unit} in ${seconds.toFixed(1)} s, ${count(Math.round(words / seconds))} a second`,
  );
  return { vectors, seconds, words };
}

function describeProgress({ perSecond, secondsLeft, share }: Progress, unit: string): string {
  const speed = `${count(Math.round(perSecond))} ${unit}/s`;
  return share < 1 && Number.isFinite(secondsLeft) ? `${speed}  ${timeOf(secondsLeft)} left` : speed;
}

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
