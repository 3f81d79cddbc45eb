import * as tf from '@tensorflow/tfjs-core';
import type { EngineState } from '../src/engines/engine';
import { openEngine, type EngineKind } from '../src/engines/open-engine';
import { dense } from '../src/layers/dense';
import { mlp } from '../src/layers/mlp';
import { binaryCrossEntropyWithLogits } from '../src/losses/binary-cross-entropy';
import type { Batch, Network } from '../src/network';
import { normal } from '../src/parameters/initializers';
import { ParameterSet } from '../src/parameters/parameter-set';
import type { Pass } from '../src/parameters/pass';
import { RandomStream } from '../src/random/random-stream';
import { exponentialDecay } from '../src/schedules/schedule';
import { EmbeddingTable } from '../src/tables/embedding-table';
import { Lookup } from '../src/tables/lookup';
import type { TableState } from '../src/tables/row-optimizer';
import { matrixBatches } from '../src/training/order/batch-source';
import type { FitOptions } from '../src/training/fit-options';

const ROWS = 101;
const CATEGORIES = 12;
const DIM = 3;
const BATCH = 16;
const SEED = 3;
/** Columns: a number, a category, a sequence of up to two, a label. */
const WIDTH = 5;

export interface TrainedWeights {
  readonly engine: EngineState;
  readonly table: TableState;
}

/** A training on an engine, to be begun as often as a test likes: the same each time. */
export interface SmallTraining {
  readonly options: FitOptions;
  /** A copy of everything that the training changes. */
  weights(): TrainedWeights;
  close(): Promise<void>;
}

/** A training with batch norm, dropout, a schedule and a table that decays: all that a checkpoint could forget. */
export async function smallTraining(kind: EngineKind): Promise<SmallTraining> {
  const encoded = sampleRows();
  const optimizer = { kind: 'adam' } as const;
  const engine = await openEngine(kind, network(), {
    optimizer,
    seed: SEED,
    ...(kind === 'eager' && { backend: 'cpu' }),
  });
  const table = new EmbeddingTable({
    name: 'fields',
    rows: 2 * CATEGORIES,
    dim: DIM,
    optimizer: { kind: 'lazy-adam' },
    l2: 0.4,
    initialise: normal(0.1),
    seed: SEED,
  });
  const bags = [
    { start: 1, width: 1, firstRow: 0, pooling: 'sum' },
    { start: 2, width: 2, firstRow: CATEGORIES, pooling: 'mean' },
  ] as const;
  const column = (index: number) => ({ values: encoded, width: WIDTH, columns: [index] });
  return {
    options: {
      engine,
      rows: Uint32Array.from({ length: ROWS }, (_, row) => row),
      batchSize: BATCH,
      epochs: 5,
      learningRate: exponentialDecay({ initial: 0.05, everySteps: 10, factor: 0.9 }),
      seed: SEED,
      batches: matrixBatches({ x: column(0), label: column(4) }, BATCH),
      lookups: { fields: new Lookup({ table, encoded, width: WIDTH, bags }) },
    },
    weights: () => structuredClone({ engine: engine.read(), table: table.read() }),
    close: () => engine.close(),
  };
}

function network(): Network {
  const parameters = new ParameterSet();
  const hidden = mlp(parameters, 'hidden', 1 + 2 * DIM, [8], { dropout: 0.3, norm: 'batch' });
  const output = dense(parameters, 'output', 8, 1);
  const logits = (batch: Batch, pass: Pass) => {
    const fields = tf.reshape(batch['fields'], [-1, 2 * DIM]);
    return output(hidden(tf.concat([batch['x'], fields], 1), pass), pass);
  };
  return {
    parameters,
    inputs: { x: 1, label: 1 },
    embeddings: { fields: { slots: 2, dim: DIM } },
    targets: ['label'],
    loss: (batch, pass) => binaryCrossEntropyWithLogits(batch['label'], logits(batch, pass)),
    predict: (batch, pass) => ({ score: tf.sigmoid(logits(batch, pass)) }),
  };
}

/** The label depends on the category and the first event. */
function sampleRows(): Float32Array {
  const random = new RandomStream(5);
  const values = new Float32Array(ROWS * WIDTH);
  for (let row = 0; row < ROWS; row++) {
    const category = random.below(CATEGORIES);
    const first = random.below(CATEGORIES);
    const second = random.uniform() < 0.5 ? -1 : random.below(CATEGORIES);
    const label = category + first > CATEGORIES ? 1 : 0;
    values.set([random.normal(), category, first, second, label], row * WIDTH);
  }
  return values;
}
