import * as tf from '@tensorflow/tfjs-core';
import { RowEncoder, type FeatureSpec, type SequenceFeature } from '@reckit/features';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expectClose } from '../../testing/expect-close';
import { inProcessGroup } from '../../testing/in-process-collective';
import { openEngine, type EngineKind } from '../engines/open-engine';
import type { Engine } from '../engines/engine';
import type { Network } from '../network';
import type { OptimizerSettings } from '../optimizers/create-optimizer';
import { uniform } from '../parameters/initializers';
import { RandomStream } from '../random/random-stream';
import { servingGraph } from '../serving/serving-graph';
import { constant } from '../schedules/schedule';
import { bagColumns } from '../tables/bag-columns';
import { EmbeddingTable } from '../tables/embedding-table';
import { Lookup } from '../tables/lookup';
import type { Collective } from '../together/collective';
import { readEncoded } from '../tabular/read-encoded';
import { tabularLayout, type TabularLayout } from '../tabular/tabular-layout';
import { matrixBatches } from '../training/order/batch-source';
import { fit } from '../training/fit';
import { dcn } from './dcn';
import { deepFm } from './deep-fm';
import { din } from './din';
import { finalMlp } from './final-mlp';
import { mmoe } from './multi-task/mmoe';
import { targetOf, weightsOf, type TaskHead } from './multi-task/task-head';

const ROWS = 200;
const BATCH = 16;
/** Of 12 full batches and one of 8 rows each: 52 steps. */
const EPOCHS = 4;
const DIM = 8;

const spec: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: [
    { kind: 'numeric', name: 'age', default: 0, scaling: { mean: 40, std: 12 } },
    { kind: 'numeric', name: 'price', default: 0, log: true, clip: { min: 0 }, scaling: { mean: 3, std: 1 } },
    { kind: 'categorical', name: 'city', coding: { kind: 'hash', buckets: 20 }, default: null },
    {
      kind: 'sequence',
      name: 'clicks',
      coding: { kind: 'hash', buckets: 30 },
      maxLength: 5,
      pooling: 'mean',
      separator: '|',
    },
    { kind: 'categorical', name: 'device', coding: { kind: 'hash', buckets: 3 }, default: null },
  ],
};
const layout = tabularLayout(spec);

/** The same features, of which the clicks are values of the city and are read one by one, and so are devices of before. */
function withComparedEvents(): TabularFeatures {
  const sequences = [
    { name: 'clicks', shares: 'city', buckets: 20, maxLength: 5 },
    { name: 'used', shares: 'device', buckets: 3, maxLength: 3 },
  ].map(({ buckets, ...rest }): SequenceFeature => ({
    ...{ kind: 'sequence', ...rest, pooling: 'mean', separator: '|' },
    coding: { kind: 'hash', buckets },
  }));
  const others = spec.features.filter(({ kind }) => kind !== 'sequence');
  const compared: FeatureSpec = { ...spec, features: [...sequences, ...others] };
  return { spec: compared, layout: tabularLayout(compared, { clicks: 'by event', used: 'by event' }) };
}

const heads: readonly TaskHead[] = [
  { kind: 'binary', name: 'ctr', weight: 1, start: 0.3 },
  { kind: 'regression', name: 'gmv', weight: 0.5, transform: 'log1p', loss: 'huber', scale: 2, start: 1 },
  { kind: 'regression', name: 'time', weight: 2, transform: 'scale', loss: 'mse', scale: 30, start: 0.5 },
];

const weightedHeads = heads.map(head => ({ ...head, weighted: true }));

interface TabularFeatures {
  readonly spec: FeatureSpec;
  readonly layout: TabularLayout;
}

interface Model {
  readonly network: (layout: TabularLayout) => Network;
  /** @default those above */
  readonly features?: TabularFeatures;
  readonly dim: number;
  readonly targets: readonly string[];
  /** @default Adam */
  readonly optimizer?: OptimizerSettings;
  /** Of the embeddings. @default 0 */
  readonly l2?: number;
}

const MODELS: Readonly<Record<string, Model>> = {
  deepfm: {
    network: () => deepFm(layout, { embeddingDim: DIM, deepUnits: [32, 16], dropout: 0.5 }),
    dim: 1 + DIM,
    targets: ['label'],
  },
  dcn: {
    network: () => dcn(layout, { embeddingDim: DIM, crossLayers: 2, deepUnits: [16, 8], dropout: 0.3 }),
    dim: DIM,
    targets: ['label'],
  },
  'finalmlp with gates': {
    network: () =>
      finalMlp(layout, {
        ...{ embeddingDim: DIM, heads: 2, dropout: 0.3 },
        first: { units: [16, 8], gate: ['city', 'age', 'price'] },
        second: { units: [12], gate: ['clicks'] },
      }),
    dim: DIM,
    targets: ['label'],
  },
  mmoe: {
    network: () =>
      mmoe(layout, heads, {
        ...{ embeddingDim: DIM, sharedUnits: [32, 16], experts: 3, towerUnits: [16, 8], dropout: 0.3 },
      }),
    dim: DIM,
    targets: heads.map(targetOf),
  },
  'deepfm with weights of rows': {
    network: () => deepFm(layout, { embeddingDim: DIM, deepUnits: [16], dropout: 0.5, weighted: true }),
    dim: 1 + DIM,
    targets: ['label', 'weight'],
  },
  'mmoe with weights of rows': {
    network: () =>
      mmoe(layout, weightedHeads, {
        ...{ embeddingDim: DIM, sharedUnits: [16], experts: 2, towerUnits: [8], dropout: 0.3 },
      }),
    dim: DIM,
    targets: weightedHeads.flatMap(head => [targetOf(head), weightsOf(head)]),
  },
  'din with weights of rows': {
    network: compared =>
      din(compared, {
        ...{ embeddingDim: DIM, attentionUnits: [12, 6], attentionSoftmax: false, deepUnits: [16, 8] },
        ...{ dropout: 0.3, weighted: true },
      }),
    features: withComparedEvents(),
    dim: DIM,
    targets: ['label', 'weight'],
  },
  'din with a softmax': {
    network: compared =>
      din(compared, {
        ...{ embeddingDim: DIM, attentionUnits: [12], attentionSoftmax: true, deepUnits: [16] },
        ...{ dropout: 0.3, slotDims: compared.slots.map((_, i) => DIM - (i % 2)) },
      }),
    features: withComparedEvents(),
    dim: DIM,
    targets: ['label'],
    l2: 3,
  },
  'mmoe with experts of each task': {
    network: () =>
      mmoe(layout, heads, {
        ...{ embeddingDim: DIM, sharedUnits: [16, 8], experts: 2, taskExperts: 1, towerUnits: [8] },
        dropout: [0.3, 0.2],
      }),
    dim: DIM,
    targets: heads.map(targetOf),
  },
  'deepfm with batch norm, L2 and decaying embeddings': {
    network: () =>
      deepFm(layout, { embeddingDim: DIM, deepUnits: [16, 8], dropout: [0.5, 0.2], norm: 'batch' }),
    dim: 1 + DIM,
    targets: ['label'],
    optimizer: { kind: 'adam', l2: 0.05 },
    l2: 3,
  },
  'mmoe with layer norm and a decay of each group': {
    network: () =>
      mmoe(layout, heads, {
        ...{
          embeddingDim: DIM,
          sharedUnits: [16, 8],
          experts: 2,
          towerUnits: [8],
          dropout: 0.3,
          norm: 'layer',
          slotDims: [3, DIM, 1],
        },
      }),
    dim: DIM,
    targets: heads.map(targetOf),
    optimizer: { kind: 'adamw', weightDecay: 2, groupDecay: { biases: 0, shared: 5 } },
    l2: 3,
  },
};

/** Rows with a label that follows from age and city. */
function sampleRows({ features = { spec, layout } }: Model) {
  const random = new RandomStream(5);
  const rows = Array.from({ length: ROWS }, () => ({
    age: 18 + random.below(50),
    price: Math.exp(4 * random.uniform()),
    city: `c${random.below(12)}`,
    clicks: Array.from({ length: random.below(7) }, () => random.below(40)),
    device: random.below(4),
  }));
  const sent = rows.map(row => ({ ...row, used: row.clicks.map(click => click % 4) }));
  const labels = Float32Array.from(rows, ({ age, city }) => Number(age > 40 === city > 'c5'));
  return {
    ...features,
    labels,
    encoded: new RowEncoder(features.spec).encode(sent, 'data').values,
  };
}

/**
 * How many processes take the steps of a network together. Three share no batch evenly, of 16 rows and of 8, and are all that
 * differs between networks; that two do, one is asked. Batch norm is over the part of a batch that a process has.
 */
function groupsFor(name: string): readonly number[] {
  if (name.includes('batch norm')) return [];
  return name === 'deepfm' ? [2, 3] : [3];
}

/** Trains on the sample rows and keeps the loss of every step. */
async function train(kind: EngineKind, model: Model, collective?: Collective) {
  const { labels, encoded, layout } = sampleRows(model);
  const network = model.network(layout);
  const table = new EmbeddingTable({
    name: 'fields',
    rows: layout.tableRows,
    dim: model.dim,
    optimizer: { kind: 'lazy-adam' },
    l2: model.l2 ?? 0,
    initialise: uniform(0.1),
    seed: 3,
  });
  const engine = await openEngine(kind, network, {
    optimizer: model.optimizer ?? { kind: 'adam' },
    seed: 3,
    ...(kind === 'eager' && { backend: 'cpu' }),
  });
  const losses: number[] = [];
  const { width, slots } = layout;
  const weights = labels.map((label, row) => 0.5 + label + (row % 3));
  const targets = model.targets.map(name => [
    name,
    { values: name.startsWith('weight') ? weights : labels, width: 1 },
  ]);
  await fit({
    engine,
    rows: Uint32Array.from({ length: ROWS }, (_, row) => row),
    batchSize: BATCH,
    epochs: EPOCHS,
    learningRate: constant(0.003),
    seed: 3,
    collective,
    batches: matrixBatches({ ...columnsOf(encoded, layout), ...Object.fromEntries(targets) }, BATCH),
    lookups: { fields: new Lookup({ table, encoded, width, bags: bagColumns(slots) }) },
    onStep: ({ loss }) => losses.push(loss),
  });
  return { network, table, engine, losses };
}

/** What is copied out of encoded rows. */
function columnsOf(values: Float32Array, { width, numericColumns, eventColumns }: TabularLayout) {
  return {
    numeric: { values, width, columns: numericColumns },
    ...(eventColumns.length > 0 && { events: { values, width, columns: eventColumns } }),
  };
}

/** What the eager engine answers to rows whose embeddings are looked up on the host. */
async function forward(engine: Engine, table: EmbeddingTable, model: Model) {
  const { encoded, layout } = sampleRows(model);
  const { width, slots } = layout;
  const rows = Uint32Array.from({ length: ROWS }, (_, row) => row);
  const { feeds, fill } = matrixBatches(columnsOf(encoded, layout), ROWS);
  fill(rows, 0);
  const fields = new Float32Array(ROWS * slots.length * table.dim);
  new Lookup({ table, encoded, width, bags: bagColumns(slots) }).gather(rows, fields);
  return engine.predict({ ...feeds, fields }, ROWS);
}

describe.each(Object.entries(MODELS))('%s', (name, model) => {
  let eager: Awaited<ReturnType<typeof train>>;
  let compiled: typeof eager;
  beforeAll(async () => {
    eager = await train('eager', model);
    compiled = await train('compiled', model);
  });
  afterAll(() => Promise.all([eager, compiled].map(({ engine }) => engine.close())));

  test('both engines take the same 50 steps, dropout and embeddings included', () => {
    expect(compiled.losses.length).toBeGreaterThanOrEqual(50);
    compiled.losses.forEach((loss, i) => expect(Math.abs(loss - eager.losses[i])).toBeLessThan(1e-4));
    expectClose(compiled.engine.read().parameters, eager.engine.read().parameters, 1e-3);
    expectClose(compiled.table.values, eager.table.values, 1e-3);
  });

  test('the served graph answers what the forward pass answers', async () => {
    const { network, table, engine } = eager;
    const { encoded, layout } = sampleRows(model);
    const onnx = servingGraph(
      name,
      network,
      engine.read(),
      (features, predict) =>
        predict(readEncoded(features, layout, tf.tensor2d(table.values, [table.rows, table.dim]))),
      layout.width,
    );
    const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
    const served = await session.run({ features: new Tensor('float32', encoded, [ROWS, layout.width]) });
    const expected = await forward(engine, table, model);
    expect(Object.keys(served).sort()).toEqual(Object.keys(expected).sort());
    for (const [output, values] of Object.entries(expected)) {
      const answers = served[output];
      expect(answers.dims).toEqual([ROWS]);
      if (!(answers.data instanceof Float32Array)) throw new Error(`${output} is ${answers.type}`);
      expectClose(answers.data, values, 1e-5);
    }
    await session.release();
  });

  for (const processes of groupsFor(name))
    test(`${processes} processes take the steps of one`, async () => {
      const group = inProcessGroup(processes).map(collective => train('compiled', model, collective));
      const [first, ...others] = await Promise.all(group);
      first.losses.forEach((loss, i) => expect(Math.abs(loss - compiled.losses[i])).toBeLessThan(1e-4));
      expectClose(first.engine.read().parameters, compiled.engine.read().parameters, 1e-3);
      for (const { losses, engine, table } of others) {
        expect({ losses, ...engine.read() }).toEqual({ losses: first.losses, ...first.engine.read() });
        expect(table.read()).toEqual(first.table.read());
      }
      expectClose(first.table.values, compiled.table.values, 1e-3);
      await Promise.all([first, ...others].map(({ engine }) => engine.close()));
    });
});
