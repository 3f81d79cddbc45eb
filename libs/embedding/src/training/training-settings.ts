import { BadEmbeddingInput } from '../errors';

/** How vectors are trained. */
export interface TrainingSettings {
  /** Numbers a vector. @default 128 */
  readonly dim: number;
  /** `skip-gram` tells the words around from each word, `cbow` each word from the mean of those around. */
  readonly algorithm: 'skip-gram' | 'cbow';
  /** How many words at most count on each side; each position draws from 1 to as many. @default 5 */
  readonly window: number;
  /** Words by chance that each word is told from. @default 5 */
  readonly negatives: number;
  /** They are drawn by their count to this power; item data often likes another, 0 or below it even. @default 0.75 */
  readonly negativeExponent: number;
  /** Words that make up more than this of the corpus are left out by chance, the more the more frequent; 0 for never. @default 0.001 */
  readonly sample: number;
  /** @default 5 */
  readonly epochs: number;
  /** At the start; it falls in a line. @default 0.025 */
  readonly learningRate: number;
  /** At the end. @default 0.0001 */
  readonly lowestRate: number;
  /** Threads. With one the result is the same to the last bit, with more it differs a little each time. @default 1 */
  readonly workers: number;
  readonly seed: number;
}

export const DEFAULT_TRAINING_SETTINGS: TrainingSettings = {
  dim: 128,
  algorithm: 'skip-gram',
  window: 5,
  negatives: 5,
  negativeExponent: 0.75,
  sample: 0.001,
  epochs: 5,
  learningRate: 0.025,
  lowestRate: 0.0001,
  workers: 1,
  seed: 42,
};

/** @throws BadEmbeddingInput naming what is out of its range */
export function checkTrainingSettings(settings: TrainingSettings): void {
  assertWhole('dim', settings.dim, 1, 4_096);
  assertWhole('window', settings.window, 1, 1_000);
  assertWhole('negatives', settings.negatives, 1, 1_000);
  assertNumber('negativeExponent', settings.negativeExponent, -10, 10);
  assertNumber('sample', settings.sample, 0, 1);
  assertWhole('epochs', settings.epochs, 1, 1_000_000);
  assertNumber('learningRate', settings.learningRate, 0, 1);
  assertNumber('lowestRate', settings.lowestRate, 0, settings.learningRate);
  assertWhole('workers', settings.workers, 1, 256);
  assertWhole('seed', settings.seed, 0, Number.MAX_SAFE_INTEGER);
}

/** @throws BadEmbeddingInput if it is no whole number from `least` to `most` */
export function assertWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new BadEmbeddingInput(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
}

/** @throws BadEmbeddingInput if it is no number from `least` to `most` */
export function assertNumber(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new BadEmbeddingInput(`${name} must be a number from ${least} to ${most}, not ${value}.`);
}
