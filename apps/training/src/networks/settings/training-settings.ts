import { createHash } from 'node:crypto';
import {
  constant,
  cosine,
  EACH_EPOCH,
  exponentialDecay,
  type Fingerprint,
  type OptimizerSettings,
  type Schedule,
  type TableOptimizerSettings,
} from '@reckit/nn';
import type { NegativeShareFlag } from '../../negatives/negative-share-flag';
import type { Feature } from '@reckit/features';
import type { CommonFlags } from '../../run/training-model';
import { splitEntries, type SplitFlags } from '../../run/split/split-flags';
import type { WeightFlag } from '../../run/split/weight-flag';
import { BadTrainingRun } from '../../run/errors';
import { EMBEDDING_LIMIT, type EmbeddingSettings } from '../fit/embedding-table';
import { shownInterval } from './evaluation-interval';
import type { NetworkFlags, RankingFlags } from './flags';
import { writtenDecay } from './weight-decay';
import { EncodedRows } from '../data/encoded-rows';
import type { TabularData } from '../data/tabular-data';

const BATCH_SIZES = { smallest: 32, largest: 1024 } as const;
/** Steps an epoch should have before the batch grows. */
const STEPS_AN_EPOCH = 100;
/** The products of a tabular network are too small to share: two threads were no faster at 1,024 rows a step. */
const THREADS = 1;
/** What the learning rate falls to over the epochs, as a share of the first. */
const LAST_RATE = 0.1;
/** By which the best weights are told unless a flag says otherwise: where a network ranks, and where it retrieves. */
const USUAL_METRICS = ['loss', 'ndcg'];

/**
 * How fast embeddings decay: so much of their learning rate in all steps of an epoch together, so that an id with as many
 * rows in larger data is drawn to 0 no more, but no more than that in one.
 */
const DECAY = { anEpoch: 62.5, most: 0.5, mostOfAStep: 0.1 } as const;

/** How a network is trained, all choices made. */
export interface TrainingSettings {
  readonly batchSize: number;
  readonly threads: number;
  readonly optimizer: OptimizerSettings;
  readonly tableOptimizer: TableOptimizerSettings;
  readonly embeddings: EmbeddingSettings;
  /** Null does not clip. */
  readonly clipNorm: number | null;
  readonly learningRate: Schedule;
}

/**
 * @param decaysEmbeddings - whether embeddings decay where no flag says how fast
 * @throws BadTrainingRun for settings that do not go together
 */
export function trainingSettings(
  flags: NetworkFlags,
  trainRows: number,
  decaysEmbeddings = false,
): TrainingSettings {
  const batchSize = Math.min(flags.batchSize ?? batchSizeFor(trainRows), trainRows);
  const totalSteps = flags.epochs * Math.ceil(trainRows / batchSize);
  assertTogether(flags, batchSize);
  return {
    batchSize,
    threads: flags.workers ?? THREADS,
    optimizer: optimizerOf(flags),
    tableOptimizer: { kind: flags.optimizer.startsWith('adam') ? 'lazy-adam' : 'adagrad' },
    embeddings: {
      l2: flags.l2Embedding ?? (decaysEmbeddings ? usualDecay(flags, Math.ceil(trainRows / batchSize)) : 0),
      initialLimit: flags.embeddingInitScale,
    },
    clipNorm: flags.clipNorm > 0 ? flags.clipNorm : null,
    learningRate: scheduleOf(flags, totalSteps),
  };
}

/** A power of two that gives a small table enough steps and a large one enough work a step. */
function batchSizeFor(trainRows: number): number {
  const power = 2 ** Math.floor(Math.log2(trainRows / STEPS_AN_EPOCH));
  return Math.min(Math.max(power, BATCH_SIZES.smallest), BATCH_SIZES.largest);
}

function optimizerOf({ optimizer, weightDecay: { rate, groups }, l2 }: NetworkFlags): OptimizerSettings {
  const ofAll = l2 > 0 ? { l2 } : {};
  if (optimizer !== 'adamw') return { kind: optimizer, ...ofAll };
  const groupDecay = Object.keys(groups).length > 0 ? { groupDecay: groups } : {};
  return { kind: 'adamw', weightDecay: rate, ...groupDecay, ...ofAll };
}

/** Of Adam alone, whose steps have the size of the learning rate, and so balance a decay wherever they are taken. */
function usualDecay({ optimizer, lr }: NetworkFlags, stepsPerEpoch: number): number {
  if (!optimizer.startsWith('adam')) return 0;
  return Math.min(DECAY.most, DECAY.anEpoch / stepsPerEpoch, DECAY.mostOfAStep / lr);
}

function assertTogether({ batchNorm, lr, l2Embedding = 0 }: NetworkFlags, batchSize: number): void {
  if (batchNorm && batchSize < 2) {
    throw new BadTrainingRun(
      'One row alone has no variance for --batch-norm: give --batch-size 2 or more, or --layer-norm.',
    );
  }
  if (lr * l2Embedding >= 1) {
    throw new BadTrainingRun(
      `--l2-embedding ${l2Embedding} with --lr ${lr} leaves nothing of an embedding after a step: lower one of them, so that their product is below 1.`,
    );
  }
}

function scheduleOf({ lr, lrSchedule }: NetworkFlags, totalSteps: number): Schedule {
  switch (lrSchedule) {
    case 'constant':
      return constant(lr);
    case 'cosine':
      return cosine({ peak: lr, totalSteps, final: lr * LAST_RATE });
    case 'exponential':
      return exponentialDecay({ initial: lr, everySteps: totalSteps, factor: LAST_RATE });
  }
}

/** What must be the same for a checkpoint to be gone on from, under the names that a user knows. */
export function fingerprintOf(
  flags: CommonFlags &
    NetworkFlags &
    SplitFlags &
    WeightFlag &
    NegativeShareFlag &
    Partial<Pick<RankingFlags, 'labelSmoothing'>>,
  { batchSize, embeddings: { l2, initialLimit } }: TrainingSettings,
  {
    spec,
    rowCount,
    targets,
    encoded,
  }: Pick<TabularData, 'spec' | 'rowCount' | 'targets'> & Partial<Pick<TabularData, 'encoded'>>,
  dataSha256: string,
  architecture: Readonly<Record<string, unknown>>,
): Fingerprint {
  return {
    features: spec.features.map(({ name, kind }) => `${name} (${kind})`).join(', '),
    'the description of the features': digestOf([...spec.features.map(asDescribed), ...(spec.crosses ?? [])]),
    targets: [...targets.keys()].join(', '),
    'the data': dataSha256.slice(0, 12),
    ...(flags.where !== undefined && { '--where': flags.where }),
    rows: rowCount,
    // Follows from --max-memory.
    ...(encoded instanceof EncodedRows && {
      'rows shuffled together': encoded.windows.blocks * encoded.windows.blockRows,
    }),
    ...splitEntries(flags),
    ...(flags.negativeShare !== undefined && { '--negative-share': flags.negativeShare }),
    ...(flags.weightCol !== undefined && { '--weight-col': flags.weightCol }),
    ...Object.fromEntries(Object.entries(architecture).map(([name, value]) => [name, shownSetting(value)])),
    '--batch-size': batchSize,
    '--lr': flags.lr,
    '--lr-schedule': flags.lrSchedule,
    // A schedule that ends with the last epoch would be another one with more epochs.
    ...(flags.lrSchedule !== 'constant' && { '--epochs': flags.epochs }),
    ...stoppingEntries(flags),
    '--optimizer': flags.optimizer,
    '--weight-decay': writtenDecay(flags.weightDecay),
    ...(flags.l2 > 0 && { '--l2': flags.l2 }),
    ...(l2 > 0 && { '--l2-embedding': l2 }),
    ...(initialLimit !== EMBEDDING_LIMIT && { '--embedding-init-scale': initialLimit }),
    ...(flags.labelSmoothing && { '--label-smoothing': flags.labelSmoothing }),
    '--clip-norm': flags.clipNorm,
    '--seed': flags.seed,
  };
}

/** By what the best weights are told, and how often that is measured; nothing where all is as usual. */
function stoppingEntries({ earlyStoppingMetric, evalEvery }: NetworkFlags): Record<string, string> {
  const interval = shownInterval(evalEvery);
  return {
    ...(!USUAL_METRICS.includes(earlyStoppingMetric) && { '--early-stopping-metric': earlyStoppingMetric }),
    ...(interval !== shownInterval(EACH_EPOCH) && { '--eval-every': interval }),
  };
}

function shownSetting(value: unknown): string | number {
  return typeof value === 'number' ? value : JSON.stringify(value).replaceAll('"', '');
}

/** A feature without what was fitted: that follows from the data and the seed, which have entries of their own. */
function asDescribed(feature: Feature): unknown {
  if (feature.kind === 'numeric') {
    const { buckets } = feature;
    const isFitted = buckets?.quantiles !== undefined;
    return { ...feature, scaling: undefined, ...(isFitted && { buckets: { ...buckets, edges: undefined } }) };
  }
  return { ...feature, coding: { ...feature.coding, values: undefined } };
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
