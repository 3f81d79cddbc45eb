import { Option, type Command } from 'commander';
import { DEFAULT_TRAINING_SETTINGS, type TrainingSettings } from '@reckit/embedding';
import { anyNumber, nonNegativeNumber, positiveNumber, positiveWholeNumber } from '../../run/number-flags';
import { FILE_FORMATS, type FileFormat } from '../../vectors/files/file-format';

/** The flags that all commands have that train a vector for each word of sentences, whatever a word is. */
export interface EmbeddingFlags {
  readonly dim: number;
  readonly window?: number;
  readonly minCount?: number;
  readonly epochs?: number;
  readonly workers: number;
  readonly lr?: number;
  readonly algorithm: TrainingSettings['algorithm'];
  readonly negatives: number;
  readonly negativeExponent: number;
  readonly sample: number;
  readonly out?: string;
  readonly outFormat?: FileFormat;
}

/** What these flags are unless they are given. */
export interface EmbeddingDefaults {
  readonly window: number;
  readonly minCount: number;
  readonly epochs: number;
  readonly lr: number;
}

/** How the flags without one default are described: by a number, or in words where it depends. */
type ShownDefaults = Readonly<Record<keyof EmbeddingDefaults, number | string>>;

/**
 * @param what - what gets a vector, in the plural
 * @param own - defaults that are others than those of the trainer
 */
export function addEmbeddingFlags(
  command: Command,
  what: string,
  shown: ShownDefaults,
  own: Partial<TrainingSettings> = {},
): void {
  const { dim, workers, algorithm, negatives, negativeExponent, sample } = {
    ...DEFAULT_TRAINING_SETTINGS,
    ...own,
  };
  const add = (
    flags: string,
    description: string,
    fallback: number | string,
    parse: (text: string) => number = positiveWholeNumber,
  ): void => {
    const isSame = typeof fallback === 'number';
    const option = new Option(flags, isSame ? description : `${description} (default: ${fallback})`);
    option.argParser(parse);
    command.addOption(isSame ? option.default(fallback) : option);
  };
  add('--dim <n>', 'numbers in a vector', dim);
  add('--window <n>', `${what} at most that count on each side`, shown.window);
  add('--min-count <n>', `${what} that are there less often are left out`, shown.minCount);
  add('--epochs <n>', 'passes over the data', shown.epochs);
  add('--workers <n>', 'threads; with one a seed gives the same vectors again', workers);
  add('--lr <rate>', 'learning rate at the start, from which it falls in a line', shown.lr, positiveNumber);
  command
    .addOption(
      new Option(
        '--algorithm <algorithm>',
        'tell those around from each, or each from the mean of those around',
      )
        .choices(['skip-gram', 'cbow'])
        .default(algorithm),
    )
    .option('--negatives <n>', `${what} by chance that each is told from`, positiveWholeNumber, negatives)
    .option(
      '--negative-exponent <p>',
      'they are drawn by their count to this power; 0 draws all alike',
      anyNumber,
      negativeExponent,
    )
    .option(
      '--sample <share>',
      'what makes up more than this of the data is left out by chance; 0 never does',
      nonNegativeNumber,
      sample,
    )
    .option('--out <file>', 'write the vectors to this file, too')
    .addOption(
      new Option('--out-format <format>', 'format of that file (default: by its name)').choices(FILE_FORMATS),
    );
}

/** The settings of the trainer. */
export function embeddingSettings(
  flags: EmbeddingFlags & { readonly seed: number },
  defaults: EmbeddingDefaults,
): TrainingSettings {
  const { dim, algorithm, negatives, negativeExponent, sample, workers, seed } = flags;
  const lr = flags.lr ?? defaults.lr;
  return {
    ...DEFAULT_TRAINING_SETTINGS,
    dim,
    algorithm,
    window: flags.window ?? defaults.window,
    negatives,
    negativeExponent,
    sample,
    epochs: flags.epochs ?? defaults.epochs,
    learningRate: lr,
    lowestRate: Math.min(lr, DEFAULT_TRAINING_SETTINGS.lowestRate),
    workers,
    seed,
  };
}

/** The settings as the manifest has them. */
export function settingEntries(
  settings: TrainingSettings,
  minCount: number,
): Readonly<Record<string, unknown>> {
  return {
    algorithm: settings.algorithm,
    dim: settings.dim,
    window: settings.window,
    min_count: minCount,
    epochs: settings.epochs,
    learning_rate: settings.learningRate,
    negatives: settings.negatives,
    negative_exponent: settings.negativeExponent,
    sample: settings.sample,
    workers: settings.workers,
  };
}
