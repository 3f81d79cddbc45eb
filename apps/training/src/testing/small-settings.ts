import { constant } from '@reckit/nn';
import type { TrainingSettings } from '../networks/settings/training-settings';

/** Settings by which a small network learns a few thousand rows within seconds, the same way each time. */
export function smallSettings({
  batchSize,
  initialLimit,
}: {
  readonly batchSize: number;
  readonly initialLimit: number;
}): TrainingSettings {
  return {
    batchSize,
    threads: 1,
    optimizer: { kind: 'adam' },
    tableOptimizer: { kind: 'lazy-adam' },
    embeddings: { l2: 0, initialLimit },
    clipNorm: null,
    learningRate: constant(0.005),
  };
}
