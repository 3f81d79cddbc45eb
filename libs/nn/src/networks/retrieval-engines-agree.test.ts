import * as tf from '@tensorflow/tfjs-core';
import { RowEncoder, type FeatureSpec } from '@reckit/features';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expectClose } from '../../testing/expect-close';
import { AliasSampler } from '../candidates/alias-sampler';
import { CandidateLookup, ItemCandidates, togetherFilled } from '../candidates/item-candidates';
import { inProcessGroup } from '../../testing/in-process-collective';
import { openEngine, type EngineKind } from '../engines/open-engine';
import { openPlainPredictor } from '../engines/plain-predictor';
import type { Network, PredictingNetwork } from '../network';
import { uniform } from '../parameters/initializers';
import { RandomStream } from '../random/random-stream';
import { constant } from '../schedules/schedule';
import { servingGraph } from '../serving/serving-graph';
import { bagColumns } from '../tables/bag-columns';
import { EmbeddingTable } from '../tables/embedding-table';
import { Lookup, type BatchLookup } from '../tables/lookup';
import type { Collective } from '../together/collective';
import { readEncoded } from '../tabular/read-encoded';
import { tabularLayout, type TabularLayout } from '../tabular/tabular-layout';
import { matrixBatches, type BatchSource } from '../training/order/batch-source';
import { fit } from '../training/fit';
import { candidatesOf, TOWER_INPUTS, twoTowers, type TowerObjective } from './two-towers';
import { ITEM_INPUTS, youtubeDnn, type ItemSoftmax } from './youtube-dnn';

const ROWS = 200;
const BATCH = 32;
const EPOCHS = 4;
const ITEMS = 12;
const EMBEDDING = 6;
const DIM = 5;

const userSpec: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: [
    { kind: 'numeric', name: 'age', default: 0, scaling: { mean: 40, std: 12 } },
    { kind: 'categorical', name: 'city', coding: { kind: 'hash', buckets: 9 }, default: null },
    {
      kind: 'sequence',
      name: 'history',
      coding: { kind: 'vocabulary', minCount: 1, values: Array.from({ length: ITEMS }, (_, i) => `i${i}`) },
      maxLength: 8,
      pooling: 'mean',
      separator: '|',
    },
  ],
};
const itemSpec: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: [
    { kind: 'numeric', name: 'price', default: 0, log: true, scaling: { mean: 1, std: 1 } },
    { kind: 'categorical', name: 'id', coding: { kind: 'hash', buckets: 40 }, default: null },
  ],
};
const userLayout = tabularLayout(userSpec, { history: { recent: [3], skipsUnknown: true } });
const itemLayout = tabularLayout(itemSpec);

function sample() {
  const random = new RandomStream(5);
  const users = Array.from({ length: ROWS }, () => ({
    age: 18 + random.below(50),
    city: `c${random.below(7)}`,
    history: Array.from({ length: random.below(10) }, () => `i${random.below(ITEMS + 2)}`),
  }));
  const items = Array.from({ length: ITEMS }, (_, i) => ({
    price: Math.exp(3 * random.uniform()),
    id: `i${i}`,
  }));
  return {
    users: new RowEncoder(userSpec).encode(users, 'users').values,
    items: new RowEncoder(itemSpec).encode(items, 'items').values,
    itemOfRow: Uint32Array.from({ length: ROWS }, () => random.below(ITEMS)),
    labels: Float32Array.from({ length: ROWS }, () => random.below(2)),
  };
}

interface Prepared {
  readonly network: Network;
  readonly batches: BatchSource;
  readonly lookups: Readonly<Record<string, BatchLookup>>;
  readonly tables: readonly EmbeddingTable[];
  /** What is served, by name. */
  readonly served: Readonly<
    Record<
      string,
      { network: PredictingNetwork; layout: TabularLayout; table: EmbeddingTable; encoded: Float32Array }
    >
  >;
}

const tableOf = (name: string, rows: number, dim: number) =>
  new EmbeddingTable({
    name,
    rows,
    dim,
    optimizer: { kind: 'lazy-adam' },
    initialise: uniform(0.3),
    seed: 3,
  });
const logQ = (values: ArrayLike<number>) => Float32Array.from(values, Math.log);

function towers(objective: TowerObjective): Prepared {
  const { users, items, itemOfRow, labels } = sample();
  const { network, query, item } = twoTowers(
    { query: userLayout, item: itemLayout },
    {
      ...{
        embeddingDim: EMBEDDING,
        queryUnits: [8],
        itemUnits: [7],
        dim: DIM,
        dropout: 0.2,
        temperature: 0.2,
      },
      ...(objective.kind === 'pairs' && { norm: 'layer' }),
      ...{ learnsTemperature: true, objective },
    },
  );
  const userTable = tableOf('users', userLayout.tableRows, EMBEDDING);
  const itemTable = tableOf('items', itemLayout.tableRows, EMBEDDING);
  const perRow = candidatesOf(objective) - 1;
  const sampler = new AliasSampler(new Float64Array(ITEMS).fill(1));
  const numbers = itemLayout.numericColumns.length;
  const isPairs = objective.kind === 'pairs';
  const candidates = new ItemCandidates({
    itemOfRow,
    perItem: {
      [TOWER_INPUTS.itemNumeric]: {
        values: Float32Array.from({ length: ITEMS * numbers }, (_, i) => items[i * itemLayout.width]),
        columns: numbers,
      },
      ...(!isPairs && {
        [TOWER_INPUTS.logQ]: { values: logQ(new Float32Array(ITEMS).fill(1 / ITEMS)), columns: 1 },
      }),
    },
    ...(!isPairs && { ids: TOWER_INPUTS.candidates }),
    ...(perRow > 0 && { drawn: { sampler, perRow } }),
    batchSize: BATCH,
    seed: 3,
  });
  const { width } = userLayout;
  const ofItems = new Lookup({
    table: itemTable,
    encoded: items,
    width: itemLayout.width,
    bags: bagColumns(itemLayout.slots),
  });
  return {
    network,
    batches: togetherFilled(
      candidates,
      matrixBatches(
        {
          [TOWER_INPUTS.queryNumeric]: { values: users, width, columns: userLayout.numericColumns },
          ...(isPairs && { [TOWER_INPUTS.label]: { values: labels, width: 1 } }),
        },
        BATCH,
      ),
    ),
    lookups: {
      [TOWER_INPUTS.queryFields]: new Lookup({
        table: userTable,
        encoded: users,
        width,
        bags: bagColumns(userLayout.slots),
      }),
      [TOWER_INPUTS.itemFields]: new CandidateLookup(ofItems, candidates),
    },
    tables: [userTable, itemTable],
    served: {
      query: { network: query, layout: userLayout, table: userTable, encoded: users },
      item: { network: item, layout: itemLayout, table: itemTable, encoded: items },
    },
  };
}

function youtube(softmax: ItemSoftmax): Prepared {
  const { users, itemOfRow } = sample();
  const { network } = youtubeDnn(userLayout, {
    embeddingDim: EMBEDDING,
    units: [8],
    dim: DIM,
    dropout: 0.2,
    softmax,
  });
  const userTable = tableOf('users', userLayout.tableRows, EMBEDDING);
  const itemTable = tableOf('items', ITEMS, DIM);
  const perRow = softmax.kind === 'sampled' ? softmax.negatives : 0;
  const sampler = new AliasSampler(Array.from({ length: ITEMS }, (_, i) => 1 + i));
  const candidates = new ItemCandidates({
    itemOfRow,
    perItem: perRow > 0 ? { [ITEM_INPUTS.logQ]: { values: logQ(sampler.probabilities), columns: 1 } } : {},
    ids: ITEM_INPUTS.items,
    ...(perRow > 0 && { drawn: { sampler, perRow } }),
    batchSize: BATCH,
    seed: 3,
  });
  const { width } = userLayout;
  const ofItems = new Lookup({
    table: itemTable,
    encoded: Float32Array.from({ length: ITEMS }, (_, i) => i),
    width: 1,
    bags: [{ start: 0, width: 1, firstRow: 0, pooling: 'sum' }],
  });
  return {
    network,
    batches: togetherFilled(
      candidates,
      matrixBatches({ numeric: { values: users, width, columns: userLayout.numericColumns } }, BATCH),
    ),
    lookups: {
      fields: new Lookup({ table: userTable, encoded: users, width, bags: bagColumns(userLayout.slots) }),
      ...(perRow > 0 && { [ITEM_INPUTS.vectors]: new CandidateLookup(ofItems, candidates) }),
    },
    tables: [userTable, itemTable],
    served: { user: { network, layout: userLayout, table: userTable, encoded: users } },
  };
}

const MODELS: Record<string, () => Prepared> = {
  'two towers in a batch': () => towers({ kind: 'in-batch', extraNegatives: 0 }),
  'two towers with negatives that are drawn': () => towers({ kind: 'in-batch', extraNegatives: 2 }),
  'two towers of pairs': () => towers({ kind: 'pairs' }),
  'YouTube DNN over all items': () => youtube({ kind: 'full', items: ITEMS }),
  'YouTube DNN over a sample': () => youtube({ kind: 'sampled', negatives: 3 }),
};

async function train(kind: EngineKind, prepare: () => Prepared, collective?: Collective) {
  const prepared = prepare();
  const engine = await openEngine(kind, prepared.network, {
    optimizer: { kind: 'adam' },
    seed: 3,
    ...(kind === 'eager' && { backend: 'cpu' }),
  });
  const losses: number[] = [];
  await fit({
    engine,
    rows: Uint32Array.from({ length: ROWS }, (_, row) => row),
    batchSize: BATCH,
    epochs: EPOCHS,
    learningRate: constant(0.003),
    seed: 3,
    collective,
    batches: prepared.batches,
    lookups: prepared.lookups,
    onStep: ({ loss }) => losses.push(loss),
  });
  return { ...prepared, engine, losses };
}

describe.each(Object.entries(MODELS))('%s', (_name, prepare) => {
  let eager: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    eager = await train('eager', prepare);
  });
  afterAll(() => eager.engine.close());

  test('both engines take the same steps, and the loss falls', async () => {
    const compiled = await train('compiled', prepare);
    compiled.losses.forEach((loss, i) => expect(Math.abs(loss - eager.losses[i])).toBeLessThan(1e-4));
    expectClose(compiled.engine.read().parameters, eager.engine.read().parameters, 1e-3);
    compiled.tables.forEach((table, i) => expectClose(table.values, eager.tables[i].values, 1e-3));
    const perEpoch = compiled.losses.length / EPOCHS;
    const meanOf = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss) / losses.length;
    expect(meanOf(compiled.losses.slice(-perEpoch))).toBeLessThan(meanOf(compiled.losses.slice(0, perEpoch)));
    await compiled.engine.close();
  });

  test('3 processes take the steps of one', async () => {
    const alone = await train('compiled', prepare);
    const group = inProcessGroup(3).map(collective => train('compiled', prepare, collective));
    const [first, ...others] = await Promise.all(group);
    first.losses.forEach((loss, i) => expect(Math.abs(loss - alone.losses[i])).toBeLessThan(1e-4));
    expectClose(first.engine.read().parameters, alone.engine.read().parameters, 1e-3);
    first.tables.forEach((table, i) => expectClose(table.values, alone.tables[i].values, 1e-3));
    for (const { engine } of others) expect(engine.read()).toEqual(first.engine.read());
    await Promise.all([alone, first, ...others].map(({ engine }) => engine.close()));
  });

  test('each served graph answers what the forward pass answers', async () => {
    const { engine, served } = eager;
    const weights = engine.read();
    for (const [name, { network, layout, table, encoded }] of Object.entries(served)) {
      const onnx = servingGraph(
        name,
        network,
        weights,
        (features, predict) =>
          predict(readEncoded(features, layout, tf.tensor2d(table.values, [table.rows, table.dim]))),
        layout.width,
      );
      const rowCount = encoded.length / layout.width;
      const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
      const answer = await session.run({
        features: new Tensor('float32', encoded, [rowCount, layout.width]),
      });
      expect(Object.keys(answer)).toEqual(['embedding']);
      expect(answer['embedding'].dims).toEqual([rowCount, DIM]);
      const { data } = answer['embedding'];
      if (!(data instanceof Float32Array)) throw new Error('The embedding is no float32.');
      const alone = await openPlainPredictor(network, weights);
      const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
      const { feeds, fill } = matrixBatches(
        { numeric: { values: encoded, width: layout.width, columns: layout.numericColumns } },
        rowCount,
      );
      fill(rows, 0);
      const fields = new Float32Array(rowCount * layout.slots.length * table.dim);
      new Lookup({ table, encoded, width: layout.width, bags: bagColumns(layout.slots) }).gather(
        rows,
        fields,
      );
      const { embedding } = await alone.predict({ ...feeds, fields }, rowCount);
      expectClose(data, embedding, 1e-5);
      await session.release();
    }
  });
});
