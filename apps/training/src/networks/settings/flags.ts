import { Option, type Command } from 'commander';
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

/** The flags that all networks have. */
export interface NetworkFlags extends TogetherFlags {
  readonly epochs: number;
  /** Absent: chosen by the number of rows. */
  readonly batchSize?: number;
  readonly lr: number;
  readonly lrSchedule: 'constant' | 'cosine' | 'exponential';
  readonly optimizer: 'adam' | 'adamw' | 'adagrad' | 'sgd';
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly dropout: number;
  readonly embeddingDim: number;
  readonly earlyStopping: number;
  readonly engine: 'compiled' | 'eager';
  readonly workers?: number;
  readonly userCol?: string;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly keepCheckpoint?: boolean;
}

/** The flags that networks have which rank. */
export interface RankingFlags extends NetworkFlags, SplitFlags, WeightFlag {}

/** What differs between networks. */
export interface NetworkDefaults extends Pick<NetworkFlags, 'dropout'> {
  /** @default 0.001 */
  readonly lr?: number;
  /** @default 16 */
  readonly embeddingDim?: number;
  /** What is measured after each epoch. @default 'loss' */
  readonly validation?: string;
  /** What the user of a row is asked for. @default 'for the AUC within users (GAUC)' */
  readonly userFor?: string;
}

/** Adds the flags of a network that ranks. */
export function addRankingFlags(command: Command, defaults: NetworkDefaults): void {
  addSplitFlags(command);
  addWeightFlag(command);
  addMemoryFlags(command);
  addNetworkFlags(command, defaults);
}

/** Adds the flags of a network to its command. */
export function addNetworkFlags(
  command: Command,
  {
    dropout,
    lr = 0.001,
    embeddingDim = 16,
    validation = 'loss',
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
    .option('--weight-decay <rate>', 'decoupled weight decay of adamw', nonNegativeNumber, 0.01)
    .option('--clip-norm <norm>', 'cut gradients to this norm; 0 does not', nonNegativeNumber, 0)
    .option('--dropout <rate>', 'share of hidden units dropped in training', shareBelowOne, dropout)
    .option('--embedding-dim <n>', 'numbers in an embedding', positiveWholeNumber, embeddingDim)
    .option(
      '--early-stopping <n>',
      `stop after so many epochs without a better validation ${validation}; 0 never stops`,
      wholeNumber,
      10,
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
      'write a checkpoint after the epoch when so much time has passed',
      nonNegativeNumber,
      30,
    )
    .option(
      '--keep-checkpoint',
      'keep that of the last epoch, from which --resume goes on to more --epochs (with a constant learning rate)',
    );
  addTogetherFlags(command);
}
