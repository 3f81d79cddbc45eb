import path from 'node:path';
import { FakeEngine } from '../../testing/fake-engine';
import { inProcessGroup } from '../../testing/in-process-collective';
import { temporaryFolder } from '../../testing/temporary-folder';
import { StoppedElsewhere, TrainingDiverged, WeightsDiffer } from '../errors';
import { constant } from '../schedules/schedule';
import { matrixBatches } from '../training/order/batch-source';
import { readCheckpoint } from '../training/checkpoints/checkpoint';
import { fit } from '../training/fit';
import type { FitOptions, FitResult } from '../training/fit-options';

const folder = temporaryFolder();
const ROWS = 10;
const BATCH = 4;

/** Trains on ten rows in batches of 4, 4 and 2, each process as its options say. */
function trainTogether(
  engines: readonly FakeEngine[],
  changes: (rank: number) => Partial<FitOptions> = () => ({}),
): Promise<FitResult>[] {
  const values = Float32Array.from({ length: ROWS }, (_, row) => row);
  return inProcessGroup(engines.length).map((collective, rank) =>
    fit({
      engine: engines[rank],
      rows: Uint32Array.from(values.keys()),
      batchSize: BATCH,
      epochs: 2,
      learningRate: constant(0.1),
      seed: 1,
      batches: matrixBatches({ row: { values, width: 1 } }, BATCH),
      collective,
      ...changes(rank),
    }),
  );
}

const engines = (count: number, lossOf?: FakeEngine['lossOf']) =>
  Array.from({ length: count }, () => new FakeEngine(lossOf));
const outcomesOf = async (group: readonly Promise<FitResult>[]) =>
  (await Promise.allSettled(group)).map(outcome => (outcome.status === 'rejected' ? outcome.reason : null));

test('every row is learnt from once an epoch, by one process or another', async () => {
  const group = engines(3);
  await Promise.all(trainTogether(group));
  const alone = new FakeEngine();
  const [{ history }] = await Promise.all(trainTogether([alone]));
  expect(history.map(({ step }) => step)).toEqual([3, 6]);
  for (const step of [1, 2, 3, 4, 5, 6]) {
    const rowsAt = (engine: FakeEngine) =>
      engine.steps.filter(seen => seen.step === step).flatMap(({ rows }) => rows);
    expect(group.flatMap(rowsAt)).toEqual(rowsAt(alone));
  }
  // Of 4 rows the first two processes have 2 each, of 2 the first has both.
  expect(group.map(({ steps }) => steps.length)).toEqual([6, 4, 0]);
});

test('the loss of a step is the mean over all of its rows', async () => {
  const lossOf: FakeEngine['lossOf'] = ({ rows }) => rows.reduce((sum, row) => sum + row, 0) / rows.length;
  const results = await Promise.all(trainTogether(engines(2, lossOf)));
  const [alone] = await Promise.all(trainTogether(engines(1, lossOf)));
  expect(results[0].history[0].loss).toBeCloseTo(4.5, 5);
  for (const { history } of results) expect(history[1].loss).toBeCloseTo(alone.history[1].loss, 5);
});

test('the first process measures, and all stop where it got no better', async () => {
  const scores = [0.6, 0.8, 0.7, 0.7, 0.9];
  const measured = jest.fn(() => Promise.resolve({ auc: scores.shift() ?? null }));
  const group = engines(2);
  const results = await Promise.all(
    trainTogether(group, rank => ({
      epochs: 9,
      validate: rank === 0 ? measured : () => Promise.reject(new Error('measured twice')),
      earlyStopping: { metric: 'auc', mode: 'max', patience: 2 },
    })),
  );
  expect(measured).toHaveBeenCalledTimes(4);
  expect(results[1].history).toEqual(results[0].history);
  expect(results.map(({ stoppedEarly }) => stoppedEarly)).toEqual([true, true]);
  expect(group[0].read().parameters[0]).toBeCloseTo(6, 5);
});

test('all evaluate within epochs, and stop there, after the steps at which one process does', async () => {
  const trained = (count: number) => {
    const scores = [0.6, 0.8, 0.7, 0.7, 0.9];
    return Promise.all(
      trainTogether(engines(count), rank => ({
        epochs: 9,
        evaluateEvery: { steps: 2 },
        ...(rank === 0 && { validate: () => Promise.resolve({ auc: scores.shift() ?? null }) }),
        ...(rank > 0 && { validate: () => Promise.reject(new Error('measured twice')) }),
        earlyStopping: { metric: 'auc', mode: 'max', patience: 2 },
      })),
    );
  };
  const [alone] = await trained(1);
  expect(alone.history.map(({ step }) => step)).toEqual([2, 3, 5, 6]);
  for (const result of await trained(3)) expect(result).toEqual(alone);
});

test('told to end within an epoch, all go on from its last evaluation and the steps after it', async () => {
  const controller = new AbortController();
  const told = new FakeEngine(({ step }) => {
    if (step === 4) controller.abort(new Error('enough'));
    return 1;
  });
  const checkpoint = { file: path.join(folder, 'within'), everyMs: 1e9, fingerprint: {} };
  await outcomesOf(
    trainTogether([told, new FakeEngine()], rank => ({
      ...{ epochs: 3, evaluateEvery: { steps: 2 }, checkpoint },
      ...(rank === 0 && { signal: controller.signal }),
    })),
  );
  const resume = await readCheckpoint(checkpoint.file);
  const steps = resume.progress.history.map(({ step }) => step);
  expect({ steps, underway: resume.progress.underway }).toMatchObject({
    steps: [2, 3],
    underway: { steps: 1 },
  });
  const results = await Promise.all(
    trainTogether(engines(2), rank => ({
      ...{ epochs: 3, evaluateEvery: { steps: 2 } },
      ...(rank === 0 && { resume }),
    })),
  );
  for (const { history } of results) expect(history.map(({ step }) => step)).toEqual([2, 3, 5, 6, 8, 9]);
});

test('when one is told to end, all do after the same step, and another number of them goes on', async () => {
  const controller = new AbortController();
  const told = new FakeEngine(({ step }) => {
    if (step === 4) controller.abort(new Error('enough'));
    return 1;
  });
  const group = [new FakeEngine(), told, new FakeEngine()];
  const checkpoint = { file: path.join(folder, 'told'), everyMs: 1e9, fingerprint: {} };
  const outcomes = await outcomesOf(
    trainTogether(group, rank => ({
      epochs: 5,
      checkpoint,
      ...(rank === 1 && { signal: controller.signal }),
    })),
  );
  expect(outcomes).toEqual([expect.any(StoppedElsewhere), new Error('enough'), expect.any(StoppedElsewhere)]);
  const resume = await readCheckpoint(checkpoint.file);
  expect(resume.progress).toMatchObject({ history: [{ step: 3 }], underway: { steps: 1, rows: 4 } });

  const fewer = engines(2);
  const results = await Promise.all(
    trainTogether(fewer, rank => ({ epochs: 5, ...(rank === 0 && { resume }) })),
  );
  for (const { history } of results) expect(history.map(({ step }) => step)).toEqual([3, 6, 9, 12, 15]);
  for (const engine of fewer) expect(engine.read().parameters[0]).toBeCloseTo(15, 5);
});

test('told while it measures, the first process ends all, with a checkpoint', async () => {
  const controller = new AbortController();
  const enough = new Error('enough');
  const checkpoint = { file: path.join(folder, 'measuring'), everyMs: 1e9, fingerprint: {} };
  const outcomes = await outcomesOf(
    trainTogether(engines(2), rank => ({
      checkpoint,
      ...(rank === 0 && { signal: controller.signal }),
      validate: () => {
        controller.abort(enough);
        return Promise.reject(enough);
      },
    })),
  );
  expect(outcomes).toEqual([enough, expect.any(StoppedElsewhere)]);
  expect((await readCheckpoint(checkpoint.file)).progress.underway).toMatchObject({ steps: 3, rows: 10 });
});

test('a process whose weights have become others ends all', async () => {
  const group = engines(3);
  const update = group[2].update.bind(group[2]);
  let steps = 0;
  group[2].update = derivatives =>
    update({ parameters: Float32Array.of(derivatives.parameters[0] + (++steps === 5 ? 1e-6 : 0)) });
  const outcomes = await outcomesOf(trainTogether(group));
  for (const outcome of outcomes) {
    expect(outcome).toBeInstanceOf(WeightsDiffer);
    expect(String(outcome)).toContain('After step 6 process 2 has other weights than process 0');
  }
});

test('a loss that is no number in one process ends all at that step', async () => {
  const group = [new FakeEngine(), new FakeEngine(({ step }) => (step === 2 ? NaN : 1))];
  const outcomes = await outcomesOf(trainTogether(group));
  for (const outcome of outcomes) {
    expect(outcome).toBeInstanceOf(TrainingDiverged);
    expect(String(outcome)).toContain('The loss is NaN at step 2');
  }
});
