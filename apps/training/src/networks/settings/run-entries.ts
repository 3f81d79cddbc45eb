import type { FitResult, Network } from '@reckit/nn';
import type { CommonFlags, TrainedModel } from '../../run/training-model';
import type { Together } from '../../run/together/together';
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
  return {
    engine: engineName,
    ...(processes > 1 && { processes }),
    threads: settings.threads,
    architecture,
    parameters: network.parameters.size,
    embeddings,
    epochs_requested: flags.epochs,
    epochs_trained: history.length,
    best_epoch: best?.bestEpoch ?? history.length,
    early_stopping: best === null ? 0 : flags.earlyStopping,
    batch_size: settings.batchSize,
    learning_rate: flags.lr,
    learning_rate_schedule: flags.lrSchedule,
    optimizer: settings.optimizer,
    table_optimizer: settings.tableOptimizer,
    clip_norm: settings.clipNorm,
  };
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
