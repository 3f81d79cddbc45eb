import type { TrainingState } from '../src/training/checkpoints/checkpoint';

/** A training state that says in all of its parts which epoch it is of; its best epoch is the first. */
export function stateOfEpoch(epoch: number, size = 3): TrainingState {
  const vector = (kind: number) => new Float32Array(size).fill(10 * epoch + kind);
  const history = Array.from({ length: epoch }, (_, i) => ({
    epoch: i + 1,
    step: 7 * (i + 1),
    loss: 1 / (i + 3),
    metrics: { auc: 0.1 + i / 7, gauc: null },
  }));
  return {
    fingerprint: { rows: 1000, features: 'sha256:ab', 'user column': null, shuffled: true },
    progress: {
      history,
      stopping: { bestEpoch: 1, bestScore: 1 / 3, evaluationsWithoutGain: epoch - 1 },
    },
    engine: { parameters: vector(1), state: new Float32Array(0), optimizer: [vector(2), vector(3)] },
    tables: new Map([
      ['items', { values: vector(4), memory: vector(5) }],
      ['users', { values: vector(6), memory: vector(7) }],
    ]),
    best: {
      parameters: vector(1),
      state: new Float32Array(0),
      tables: new Map([
        ['items', epoch === 1 ? vector(4) : vector(8)],
        ['users', epoch === 1 ? vector(6) : vector(9)],
      ]),
    },
  };
}
