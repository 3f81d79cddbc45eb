import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FakeEngine, type SeenStep } from '../../testing/fake-engine';
import { temporaryFolder } from '../../testing/temporary-folder';
import { InvalidCheckpoint, InvalidTraining, TrainingDiverged } from '../errors';
import { zeros } from '../parameters/initializers';
import { constant } from '../schedules/schedule';
import { EmbeddingTable } from '../tables/embedding-table';
import { Lookup } from '../tables/lookup';
import { matrixBatches } from './order/batch-source';
import { readCheckpoint } from './checkpoints/checkpoint';
import { fit } from './fit';
import type { FitOptions } from './fit-options';

const folder = temporaryFolder();

/** Trains on the rows 100, 101, …, each of which feeds its number. */
function options(engine: FakeEngine, rowCount: number, changes: Partial<FitOptions> = {}): FitOptions {
  const batchSize = changes.batchSize ?? 4;
  const values = Float32Array.from({ length: 100 + rowCount }, (_, row) => row);
  return {
    engine,
    rows: Uint32Array.from({ length: rowCount }, (_, i) => 100 + i),
    batchSize,
    epochs: 2,
    learningRate: constant(0.1),
    seed: 1,
    batches: matrixBatches({ row: { values, width: 1 } }, batchSize),
    ...changes,
  };
}

function validateWith(scores: readonly (number | null)[]): FitOptions['validate'] {
  let epoch = 0;
  return () => Promise.resolve({ auc: scores[epoch++] });
}

function rowsOf(steps: readonly SeenStep[]): number[] {
  return steps.flatMap(({ rows }) => rows);
}

test('feeds every row once an epoch, in another order each time, the rest as a smaller batch', async () => {
  const engine = new FakeEngine();
  const { history } = await fit(options(engine, 10));
  expect(engine.steps.map(({ rows }) => rows.length)).toEqual([4, 4, 2, 4, 4, 2]);
  const [first, second] = [rowsOf(engine.steps.slice(0, 3)), rowsOf(engine.steps.slice(3))];
  const all = Array.from({ length: 10 }, (_, i) => 100 + i);
  for (const epoch of [first, second]) expect([...epoch].sort((a, b) => a - b)).toEqual(all);
  expect(first).not.toEqual(second);
  expect(history).toEqual([
    { epoch: 1, step: 3, loss: 1, metrics: {} },
    { epoch: 2, step: 6, loss: 1, metrics: {} },
  ]);
});

test('the seed decides the order', async () => {
  const [engine, same, other] = [new FakeEngine(), new FakeEngine(), new FakeEngine()];
  await fit(options(engine, 10));
  await fit(options(same, 10));
  await fit(options(other, 10, { seed: 2 }));
  expect(same.steps).toEqual(engine.steps);
  expect(rowsOf(other.steps)).not.toEqual(rowsOf(engine.steps));
});

test('a single row at the end is left out of an epoch, unless it is all there is', async () => {
  const engine = new FakeEngine();
  await fit(options(engine, 9, { epochs: 1 }));
  expect(engine.steps.map(({ rows }) => rows.length)).toEqual([4, 4]);
  const single = new FakeEngine();
  await fit(options(single, 1, { epochs: 1 }));
  expect(rowsOf(single.steps)).toEqual([100]);
  const oneByOne = new FakeEngine();
  await fit(options(oneByOne, 3, { epochs: 1, batchSize: 1 }));
  expect(rowsOf(oneByOne.steps)).toHaveLength(3);
});

test('asks the schedule for the rate of each step and reports each', async () => {
  const engine = new FakeEngine(({ step }) => step);
  const onStep = jest.fn();
  const { history } = await fit(options(engine, 6, { learningRate: step => 1 / step, onStep }));
  expect(engine.steps.map(({ learningRate }) => learningRate)).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
  expect(onStep.mock.calls.at(2)).toEqual([{ epoch: 2, step: 3, stepsPerEpoch: 2, loss: 3 }]);
  // Each row counts alike: four of them had loss 1, two had loss 2.
  expect(history[0].loss).toBeCloseTo(8 / 6, 12);
});

test('stops after epochs without a gain, and gives back the best weights', async () => {
  const engine = new FakeEngine();
  const validate = validateWith([0.6, 0.8, 0.805, null, 0.7, 0.9]);
  const earlyStopping = { metric: 'auc', mode: 'max', patience: 3, minDelta: 0.01 } as const;
  const result = await fit(options(engine, 4, { epochs: 9, validate, earlyStopping }));
  expect(result.best).toMatchObject({ bestEpoch: 2, bestScore: 0.8 });
  expect(result.stoppedEarly).toBe(true);
  expect(result.history.map(({ metrics }) => metrics['auc'])).toEqual([0.6, 0.8, 0.805, null, 0.7]);
  expect(engine.read().parameters[0]).toBe(2);
});

test('without early stopping the last weights stay', async () => {
  const engine = new FakeEngine();
  const result = await fit(options(engine, 4, { epochs: 3, validate: validateWith([0.9, 0.8, 0.7]) }));
  expect(result).toMatchObject({ best: null, stoppedEarly: false });
  expect(engine.read().parameters[0]).toBe(3);
});

test('a metric that is no number is none', async () => {
  const { history } = await fit(options(new FakeEngine(), 4, { validate: validateWith([NaN, Infinity]) }));
  expect(history.map(({ metrics }) => metrics)).toEqual([{ auc: null }, { auc: null }]);
});

test('a loss that is no number ends the training, naming the step, the rows and the remedies', async () => {
  const engine = new FakeEngine(({ step }) => (step === 5 ? NaN : 1));
  const attempt = fit(options(engine, 10));
  await expect(attempt).rejects.toBeInstanceOf(TrainingDiverged);
  const other = new FakeEngine();
  await fit(options(other, 10));
  const [lowest, ...rest] = [...other.steps[4].rows].sort((a, b) => a - b);
  await expect(attempt).rejects.toThrow(
    'The loss is NaN at step 5, in epoch 2: rows 5 to 8 of its order, ' +
      `data rows between ${lowest + 1} and ${(rest.at(-1) ?? NaN) + 1}. ` +
      'Try a smaller learning rate (--lr), cut gradients (--clip-norm), ' +
      'and look for huge values or labels in the data.',
  );
});

test('other errors of an engine pass through', async () => {
  const engine = new FakeEngine(() => {
    throw new RangeError('no memory');
  });
  await expect(fit(options(engine, 4))).rejects.toThrow(new RangeError('no memory'));
});

test('ends before the next step when it is told to, with the reason it was given', async () => {
  const controller = new AbortController();
  const engine = new FakeEngine(({ step }) => {
    if (step === 3) controller.abort(new Error('enough'));
    return 1;
  });
  await expect(fit(options(engine, 100, { signal: controller.signal }))).rejects.toThrow('enough');
  expect(engine.steps).toHaveLength(3);
});

test('told to end, writes a checkpoint of the step at which it is, however seldom it writes others', async () => {
  const controller = new AbortController();
  const engine = new FakeEngine(({ step }) => {
    if (step === 5) controller.abort(new Error('enough'));
    return step;
  });
  const checkpoint = { file: path.join(folder, 'told-to-end'), everyMs: 1e9, fingerprint: {} };
  const ended = fit(options(engine, 10, { checkpoint, signal: controller.signal }));
  await expect(ended).rejects.toThrow('enough');
  const resume = await readCheckpoint(checkpoint.file);
  expect(resume.progress).toMatchObject({
    history: [{ epoch: 1, step: 3 }],
    underway: { steps: 2, lossSum: 4 * 4 + 4 * 5, rows: 8 },
  });
  const rest = new FakeEngine(({ step }) => step);
  const { history } = await fit(options(rest, 10, { resume }));
  expect(rest.steps.map(({ step }) => step)).toEqual([6]);
  expect(history[1].loss).toBe((4 * 4 + 4 * 5 + 2 * 6) / 10);
});

test('told to end while it measures, it measures again when it is resumed', async () => {
  const controller = new AbortController();
  const checkpoint = { file: path.join(folder, 'measuring'), everyMs: 1e9, fingerprint: {} };
  const validate = () => {
    controller.abort(new Error('enough'));
    return Promise.reject(controller.signal.reason);
  };
  const signal = controller.signal;
  await expect(fit(options(new FakeEngine(), 10, { checkpoint, signal, validate }))).rejects.toThrow(
    'enough',
  );
  const resume = await readCheckpoint(checkpoint.file);
  expect(resume.progress).toMatchObject({ history: [], underway: { steps: 3, rows: 10 } });
  const rest = new FakeEngine();
  const { history } = await fit(options(rest, 10, { resume, epochs: 1, validate: validateWith([0.75]) }));
  expect(rest.steps).toEqual([]);
  expect(history).toEqual([{ epoch: 1, step: 3, loss: 1, metrics: { auc: 0.75 } }]);
});

test('another error than that of its signal writes none', async () => {
  const checkpoint = { file: path.join(folder, 'failed'), everyMs: 1e9, fingerprint: {} };
  const engine = new FakeEngine(() => {
    throw new RangeError('no memory');
  });
  await expect(fit(options(engine, 4, { checkpoint }))).rejects.toThrow('no memory');
  expect(existsSync(checkpoint.file)).toBe(false);
});

test('measures within an epoch, each loss being that of the rows since the measurement before', async () => {
  const engine = new FakeEngine(({ step }) => step);
  const onEvaluation = jest.fn();
  const validate = validateWith([0.1, 0.2, 0.3, 0.4]);
  const { history } = await fit(
    options(engine, 10, { evaluateEvery: { share: 0.5 }, validate, onEvaluation }),
  );
  expect(history).toEqual([
    { epoch: 2 / 3, step: 2, loss: (4 * 1 + 4 * 2) / 8, metrics: { auc: 0.1 } },
    { epoch: 1, step: 3, loss: 3, metrics: { auc: 0.2 } },
    { epoch: 5 / 3, step: 5, loss: (4 * 4 + 4 * 5) / 8, metrics: { auc: 0.3 } },
    { epoch: 2, step: 6, loss: 6, metrics: { auc: 0.4 } },
  ]);
  expect(onEvaluation.mock.calls.map(([report]) => report)).toEqual(history);
  const once = new FakeEngine(({ step }) => step);
  await fit(options(once, 10));
  expect(engine.steps).toEqual(once.steps);
});

test('stops within an epoch, and gives back the weights of the best measurement', async () => {
  const engine = new FakeEngine();
  const earlyStopping = { metric: 'auc', mode: 'max', patience: 2 } as const;
  const validate = validateWith([0.5, 0.9, 0.8, 0.7, 0.99]);
  const evaluateEvery = { steps: 1 };
  const { best, history, stoppedEarly } = await fit(
    options(engine, 12, { epochs: 9, evaluateEvery, validate, earlyStopping }),
  );
  expect({ best, stoppedEarly }).toMatchObject({ best: { bestEpoch: 2 / 3 }, stoppedEarly: true });
  expect(history.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(engine.read().parameters[0]).toBe(2);
});

test.each([1, 2, 3, 4, 5, 6, 7])(
  'ended at step %i and resumed, goes on in the midst of an epoch as one that ran through',
  async end => {
    const earlyStopping = { metric: 'auc', mode: 'max', patience: 4 } as const;
    const scores = [0.5, 0.9, 0.8, 0.7, 0.95, 0.6, 0.5, 0.4, 0.3];
    const evaluateEvery = { share: 0.4 };
    const common = { epochs: 3, evaluateEvery, earlyStopping };
    const through = new FakeEngine(({ step }) => step);
    const expected = await fit(options(through, 18, { ...common, validate: validateWith(scores) }));
    expect(expected.history.map(({ step }) => step)).toEqual([2, 4, 5, 7, 9, 10, 12, 14, 15]);

    const controller = new AbortController();
    const file = path.join(folder, `within-${end}`);
    const ended = new FakeEngine(({ step }) => {
      if (step === end) controller.abort(new Error('enough'));
      return step;
    });
    const checkpoint = { file, everyMs: 0, fingerprint: {} };
    const first = fit(
      options(ended, 18, {
        ...{ ...common, checkpoint, signal: controller.signal },
        validate: validateWith(scores),
      }),
    );
    await expect(first).rejects.toThrow('enough');
    const resume = await readCheckpoint(file);
    const rest = new FakeEngine(({ step }) => step);
    const validate = validateWith(scores.slice(resume.progress.history.length));
    expect(await fit(options(rest, 18, { ...common, resume, validate }))).toEqual(expected);
    expect([...ended.steps, ...rest.steps]).toEqual(through.steps);
    expect(rest.read()).toEqual(through.read());
  },
);

test('gives the event loop turns', async () => {
  let ended = false;
  const engine = new FakeEngine(() => {
    const begin = performance.now();
    while (performance.now() - begin < 1);
    return 1;
  });
  const turn = delay(1).then(() => ended);
  const training = fit(options(engine, 400)).then(() => {
    ended = true;
  });
  expect(await turn).toBe(false);
  await training;
});

test('writes checkpoints only as often as asked', async () => {
  const checkpoint = { file: path.join(folder, 'rarely'), everyMs: 1e9, fingerprint: {} };
  await fit(options(new FakeEngine(), 4, { checkpoint }));
  expect(existsSync(checkpoint.file)).toBe(false);
  await fit(options(new FakeEngine(), 4, { checkpoint: { ...checkpoint, everyMs: 0 } }));
  expect((await readCheckpoint(checkpoint.file)).progress.history).toHaveLength(2);
});

test('a run that had ended goes on to more epochs from the checkpoint of its end', async () => {
  const checkpoint = { file: path.join(folder, 'at-the-end'), everyMs: 1e9, atTheEnd: true, fingerprint: {} };
  const earlyStopping = { metric: 'auc', mode: 'max', patience: 5 } as const;
  const trained = (epochs: number, changes: Partial<FitOptions> = {}) => {
    const validate = validateWith([0.9, 0.5, 0.8, 0.95].slice(changes.resume ? 2 : 0));
    const engine = new FakeEngine();
    return fit(options(engine, 4, { epochs, earlyStopping, validate, ...changes })).then(fitted => ({
      ...fitted,
      weights: engine.read().parameters,
    }));
  };
  await trained(2, { checkpoint });
  const resume = await readCheckpoint(checkpoint.file);
  expect(resume.progress.history).toHaveLength(2);
  expect(await trained(4, { resume })).toEqual(await trained(4));
});

test('a checkpoint of a run that had stopped early goes no further', async () => {
  const checkpoint = { file: path.join(folder, 'stopped'), everyMs: 0, fingerprint: {} };
  const earlyStopping = { metric: 'auc', mode: 'max', patience: 1 } as const;
  const validate = validateWith([0.9, 0.8]);
  const stopped = await fit(options(new FakeEngine(), 4, { epochs: 9, checkpoint, earlyStopping, validate }));
  const engine = new FakeEngine();
  const resume = await readCheckpoint(checkpoint.file);
  expect(await fit(options(engine, 4, { epochs: 9, resume, earlyStopping, validate }))).toEqual(stopped);
  expect(engine.steps).toEqual([]);
  expect(engine.read().parameters[0]).toBe(1);
});

test('refuses a checkpoint without the tables of the network', async () => {
  const checkpoint = { file: path.join(folder, 'no-table'), everyMs: 0, fingerprint: {} };
  await fit(options(new FakeEngine(), 4, { checkpoint }));
  const resume = await readCheckpoint(checkpoint.file);
  const attempt = fit(options(new FakeEngine(), 4, { resume, lookups: { items: lookup() } }));
  await expect(attempt).rejects.toBeInstanceOf(InvalidCheckpoint);
  await expect(attempt).rejects.toThrow(
    `${checkpoint.file}: has no table "items", so it is of another network. Start without --resume.`,
  );
});

test.each<[Partial<FitOptions>, string]>([
  [{ rows: new Uint32Array(0) }, 'There are no rows to train on: give at least one.'],
  [{ batchSize: 0 }, 'batchSize is 0: give a whole number, 1 or more.'],
  [{ epochs: 1.5 }, 'epochs is 1.5: give a whole number, 1 or more.'],
  [{ evaluateEvery: { steps: 0 } }, 'evaluateEvery is 0: give a whole number, 1 or more.'],
  [
    { evaluateEvery: { share: 1.5 } },
    'evaluateEvery is the share 1.5 of an epoch: give one above 0, 1 at most.',
  ],
  [
    { earlyStopping: { metric: 'auc', mode: 'max', patience: 0 }, validate: validateWith([1]) },
    'patience is 0: give a whole number, 1 or more.',
  ],
  [
    { earlyStopping: { metric: 'auc', mode: 'max', patience: 2 } },
    'Early stopping needs `validate`: give it, or leave earlyStopping out.',
  ],
  [
    { earlyStopping: { metric: 'loss', mode: 'min', patience: 2 }, validate: validateWith([1]) },
    'Early stopping looks at "loss", which validate does not measure: it has auc.',
  ],
  [
    { lookups: { a: lookup(), b: lookup() } },
    'Two lookups have a table "items": give each its own, or use one lookup.',
  ],
])('refuses %j', async (changes, message) => {
  await expect(fit(options(new FakeEngine(), 4, changes))).rejects.toThrow(new InvalidTraining(message));
});

function lookup(): Lookup {
  const optimizer = { kind: 'adagrad' } as const;
  const table = new EmbeddingTable({ name: 'items', rows: 3, dim: 1, optimizer, initialise: zeros, seed: 1 });
  return new Lookup({ table, encoded: new Float32Array(200), width: 1, bags: [] });
}
