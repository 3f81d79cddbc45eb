import { Option, type Command } from 'commander';
import { EACH_EPOCH, type Dropout, type EvaluationInterval } from '@reckit/nn';
import { addCalibrateFlag, type CalibrateFlag } from '../../calibration/calibrate-flag';
import { addRepeatFlag } from '../../repeat/repeat-flag';
import { addMemoryFlags } from '../../run/memory/memory-flags';
import { addSplitFlags, type SplitFlags } from '../../run/split/split-flags';
import { addWeightFlag, type WeightFlag } from '../../run/split/weight-flag';
import { addTogetherFlags, type TogetherFlags } from '../../run/together/together-flags';
import {
  nonNegativeNumber,
  positiveNumber,
  positiveWholeNumber,
  shareBelowOne,
  wholeNumber,
} from '../../run/number-flags';
import { EMBEDDING_LIMIT } from '../fit/embedding-table';
import { evaluationInterval, shownInterval } from './evaluation-interval';
import { featureDims, type FeatureDims } from './feature-dims';
import { dropoutRates } from './hidden-layers';
import { USUAL_DECAY, weightDecay, type WeightDecay } from './weight-decay';

/** The flags that all networks have. */
export interface NetworkFlags extends TogetherFlags {
  readonly epochs: number;
  /** Absent: chosen by the number of rows. */
  readonly batchSize?: number;
  readonly lr: number;
  readonly lrSchedule: 'constant' | 'cosine' | 'exponential';
  readonly optimizer: 'adam' | 'adamw' | 'adagrad' | 'sgd';
  readonly weightDecay: WeightDecay;
  readonly l2: number;
  /** Absent: that of the model, which follows from the number of steps. */
  readonly l2Embedding?: number;
  readonly clipNorm: number;
  readonly dropout: Dropout;
  readonly batchNorm?: boolean;
  readonly layerNorm?: boolean;
  /** False: no hidden layer is normalised, whatever is usual for the model. */
  readonly norm: boolean;
  readonly embeddingDim: number;
  readonly embeddingInitScale: number;
  readonly earlyStopping: number;
  /** The metric by which the best weights are told, as the metrics of the manifest have it. */
  readonly earlyStoppingMetric: string;
  readonly evalEvery: EvaluationInterval;
  readonly engine: 'compiled' | 'eager';
  readonly workers?: number;
  readonly userCol?: string;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly keepCheckpoint?: boolean;
}

/** The flags that networks have which rank. */
export interface RankingFlags extends NetworkFlags, SplitFlags, WeightFlag, CalibrateFlag {
  readonly labelSmoothing: number;
  readonly featureDims?: FeatureDims;
}

/** What differs between networks. */
export interface NetworkDefaults extends Pick<NetworkFlags, 'dropout'> {
  /** @default 0.001 */
  readonly lr?: number;
  /** @default 16 */
  readonly embeddingDim?: number;
  /** The metric by which the best weights are told unless a flag says otherwise. @default 'loss' */
  readonly stoppingMetric?: string;
  /** What the user of a row is asked for. @default 'for the AUC within users (GAUC)' */
  readonly userFor?: string;
}

/** Adds the flags of a network that ranks. */
export function addRankingFlags(command: Command, defaults: NetworkDefaults): void {
  addSplitFlags(command);
  addWeightFlag(command);
  addMemoryFlags(command);
  addNetworkFlags(command, defaults);
  addCalibrateFlag(command);
  command
    .option(
      '--label-smoothing <share>',
      'how far labels are moved from 0 and 1 towards the share of positives',
      shareBelowOne,
      0,
    )
    .option(
      '--feature-dims <dims>',
      'features whose embeddings use fewer numbers, as in city=4,user_id=8',
      featureDims,
    );
}

/** Adds the flags of a network to its command. */
export function addNetworkFlags(
  command: Command,
  {
    dropout,
    lr = 0.001,
    embeddingDim = 16,
    stoppingMetric = 'loss',
    userFor = 'for the AUC within users (GAUC)',
  }: NetworkDefaults,
): void {
  command
    .option('--epochs <n>', 'passes over the data at most', positiveWholeNumber, 50)
    .option(
      '--batch-size <n>',
      'rows a step (default: 32 to 1024, by the number of rows)',
      positiveWholeNumber,
    )
    .option('--lr <rate>', 'learning rate', positiveNumber, lr)
    .addOption(
      new Option('--lr-schedule <schedule>', 'how the learning rate falls over the epochs')
        .choices(['constant', 'cosine', 'exponential'])
        .default('constant'),
    )
    .addOption(
      new Option(
        '--optimizer <optimizer>',
        'how weights follow their gradients; embedding tables do by lazy Adam (adam, adamw) or Adagrad',
      )
        .choices(['adam', 'adamw', 'adagrad', 'sgd'])
        .default('adam'),
    )
    .addOption(
      new Option(
        '--weight-decay <rates>',
        'decoupled weight decay of adamw: of all weights, and of biases and layers by name, as in 0.01,biases=0',
      )
        .argParser(weightDecay)
        .default(USUAL_DECAY, '0.01'),
    )
    .option(
      '--l2 <rate>',
      'half of this share of the squares of weights is added to the loss',
      nonNegativeNumber,
      0,
    )
    .option(
      '--l2-embedding <rate>',
      'share of every embedding that a step takes away, times the learning rate (default: 0; of one score: by the steps of an epoch)',
      nonNegativeNumber,
    )
    .option('--clip-norm <norm>', 'cut gradients to this norm; 0 does not', nonNegativeNumber, 0)
    .option(
      '--dropout <rates>',
      'share of hidden units dropped in training: one for all layers, or one a layer',
      dropoutRates,
      dropout,
    )
    .addOption(
      new Option('--batch-norm', 'normalise the units of hidden layers over the rows of a batch').conflicts([
        'layerNorm',
        'norm',
      ]),
    )
    .addOption(
      new Option('--layer-norm', 'normalise the units of hidden layers over the layer').conflicts('norm'),
    )
    .option('--no-norm', 'normalise no hidden layer')
    .option('--embedding-dim <n>', 'numbers in an embedding', positiveWholeNumber, embeddingDim)
    .option(
      '--embedding-init-scale <limit>',
      'how far embeddings lie from 0 before training',
      positiveNumber,
      EMBEDDING_LIMIT,
    )
    .option(
      '--early-stopping <n>',
      'stop after so many evaluations without a better metric on the validation part; 0 never stops',
      wholeNumber,
      10,
    )
    .option(
      '--early-stopping-metric <name>',
      'the metric by which the best weights are told: the loss, or one that is reported',
      stoppingMetric,
    )
    .addOption(
      new Option(
        '--eval-every <interval>',
        'measure after a share of an epoch, such as 0.25, or after steps, such as 500steps; the end of an epoch always is',
      )
        .argParser(evaluationInterval)
        .default(EACH_EPOCH, shownInterval(EACH_EPOCH)),
    )
    .addOption(
      new Option('--engine <engine>', 'what computes: a graph in ONNX Runtime, or TensorFlow.js step by step')
        .choices(['compiled', 'eager'])
        .default('compiled'),
    )
    .option('--workers <n>', 'threads of a step (default: 1)', positiveWholeNumber)
    .option('--user-col <column>', `column with the user of a row, ${userFor}`)
    .option('--resume', 'go on from the checkpoint of a run that was stopped')
    .option(
      '--checkpoint-every <seconds>',
      'write a checkpoint after an evaluation when so much time has passed',
      nonNegativeNumber,
      30,
    )
    .option(
      '--keep-checkpoint',
      'keep that of the last epoch, from which --resume goes on to more --epochs (with a constant learning rate)',
    );
  addRepeatFlag(command);
  addTogetherFlags(command);
}
