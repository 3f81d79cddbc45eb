import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TorchCheckpoint } from '../src/torch/read-torch-checkpoint';

const FIXTURES = join(__dirname, '../fixtures/towers');

/** Towers that the Python system trained. */
export type RecordedTower = 'two_tower' | 'dssm' | 'youtube_dnn';

export function towerCheckpoint(name: RecordedTower): Buffer {
  return readFileSync(join(FIXTURES, name, 'model.pt'));
}

/** What PyTorch makes of a few inputs. */
export function towerForward<Case>(name: RecordedTower): readonly Case[] {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'forward.json'), 'utf8'));
}

/** A checkpoint of these sizes and shapes, with weights that differ from each other. */
export function madeCheckpoint(
  config: Readonly<Record<string, number | readonly number[]>>,
  shapes: Readonly<Record<string, readonly number[]>>,
): TorchCheckpoint {
  let state = 1;
  // A linear congruential walk (Numerical Recipes), the same each time; most are above 0, so that no ReLU ends it all.
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.fround(state / 2 ** 31 - 0.6);
  };
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    return [name, { shape, values: Float32Array.from({ length: size }, next) }] as const;
  });
  return {
    tensors: new Map(tensors),
    config: new Map(Object.entries(config)),
    configKey: 'config',
    scaler: null,
    columns: new Map(),
    itemVocabulary: null,
    version: null,
  };
}

/** `ReLU(W·x + b)`, as PyTorch computes it. */
export function reluLayer(checkpoint: TorchCheckpoint, name: string, x: readonly number[]): number[] {
  return linearLayer(checkpoint, name, x).map(value => Math.max(0, value));
}

/** `W·x + b` */
export function linearLayer({ tensors }: TorchCheckpoint, name: string, x: readonly number[]): number[] {
  const weight = tensors.get(`${name}.weight`)?.values ?? [];
  const bias = tensors.get(`${name}.bias`)?.values ?? [];
  return Array.from(bias, (start, output) =>
    x.reduce((sum, value, input) => sum + value * (weight[output * x.length + input] ?? 0), start),
  );
}

/** The largest difference between two lists of vectors. */
export function largestDifference(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
): number {
  expect(actual.map(vector => vector.length)).toEqual(expected.map(vector => vector.length));
  return Math.max(
    ...expected.flatMap((vector, row) =>
      vector.map((value, i) => Math.abs(value - (actual[row]?.[i] ?? NaN))),
    ),
  );
}
