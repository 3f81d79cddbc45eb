import type { FitResult, Network } from '@reckit/nn';
import type { CommonFlags, TrainedModel } from '../../run/training-model';
import type { Together } from '../../run/together/together';
import { shownInterval } from './evaluation-interval';
import type { NetworkFlags } from './flags';
import type { TrainingSettings } from './training-settings';

/** What was trained, and what came of it. */
export interface TrainedNetwork {
  readonly network: Network;
  /** Sizes of the network, for the manifest. */
  readonly architecture: Readonly<Record<string, unknown>>;
  /** Rows of its embedding tables. */
  readonly embeddings: number;
  readonly engineName: string;
  readonly fitted: FitResult;
  /** That have trained it together. */
  readonly processes: number;
}

/** The settings and the course of a training, as the manifest of any network has them. */
export function runEntries(
  flags: CommonFlags & NetworkFlags,
  settings: TrainingSettings,
  { network, architecture, embeddings, engineName, fitted: { history, best }, processes }: TrainedNetwork,
): TrainedModel['training'] {
  const epochs = roundedEpochs(history.at(-1)?.epoch ?? 0);
  return {
    engine: engineName,
    ...(processes > 1 && { processes }),
    threads: settings.threads,
    architecture,
    parameters: network.parameters.size,
    embeddings,
    epochs_requested: flags.epochs,
    epochs_trained: epochs,
    best_epoch: best ? roundedEpochs(best.bestEpoch) : epochs,
    early_stopping: best === null ? 0 : flags.earlyStopping,
    ...(best && { early_stopping_metric: flags.earlyStoppingMetric }),
    evaluated_every: shownInterval(flags.evalEvery),
    batch_size: settings.batchSize,
    learning_rate: flags.lr,
    learning_rate_schedule: flags.lrSchedule,
    optimizer: settings.optimizer,
    table_optimizer: settings.tableOptimizer,
    l2_embedding: settings.embeddings.l2,
    embedding_init_scale: settings.embeddings.initialLimit,
    clip_norm: settings.clipNorm,
  };
}

const DECIMALS = 4;

/** A number of epochs, of which the last may be a part. */
export function roundedEpochs(epochs: number, decimals = DECIMALS): number {
  return Number(epochs.toFixed(decimals));
}

/** What trains, in words. */
export function describeEngine(
  { engine }: NetworkFlags,
  { batchSize, threads }: TrainingSettings,
  together: Pick<Together, 'worldSize'> | null,
): string {
  const parts = together ? `, each of them parted among ${together.worldSize} processes` : '';
  return `${engine}, batches of ${batchSize}${parts}, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
}
