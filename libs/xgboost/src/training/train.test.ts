/** @needs libxgboost */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DMatrix } from '../matrices/dmatrix';
import { BadParameter, BadTraining, LibraryError, UnknownParameter } from '../errors';
import { xgboostLibrary } from '../library/library';
import { SEEDED_FEATURES, seededRows } from '../test-data/seeded-rows';
import { trainXgboost, type TrainedXgboost, type TrainOptions } from './train';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const resource of opened.splice(0)) resource.close();
});

function matrix(rows: number, seed: number): DMatrix {
  const created = new DMatrix({ ...seededRows(rows, seed), featureCount: SEEDED_FEATURES, threads: 1 });
  opened.push(created);
  return created;
}

/** On one thread, since small data spend their time waiting for the other threads. */
async function train({
  parameters,
  ...options
}: Partial<TrainOptions> & Pick<TrainOptions, 'rounds'>): Promise<TrainedXgboost> {
  const trained = await trainXgboost({
    train: matrix(400, 1),
    ...options,
    parameters: { nthread: 1, ...parameters },
  });
  opened.push(trained.booster);
  return trained;
}

test('learns: the log loss of unseen rows falls to a fraction', async () => {
  const { evaluations } = await train({ rounds: 40, validation: matrix(200, 2) });
  const losses = evaluations.map(({ validation }) => validation.get('logloss') ?? NaN);
  expect(losses).toHaveLength(40);
  expect(losses[39]).toBeLessThan(0.5 * Math.log(2));
  expect(losses[0]).toBeGreaterThan(losses[39] ?? NaN);
});

test('the same seed gives the same model, another seed another', async () => {
  const [first, again, other] = [
    await train({ rounds: 10, parameters: { seed: 7 } }),
    await train({ rounds: 10, parameters: { seed: 7 } }),
    await train({ rounds: 10, parameters: { seed: 8 } }),
  ].map(({ booster }) => Buffer.from(booster.save('ubj')));
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('learns from which rows a value is missing', async () => {
  const data = Float32Array.from({ length: 100 }, (_, row) => (row % 2 === 0 ? NaN : 1));
  const labels = Float32Array.from({ length: 100 }, (_, row) => (row % 2 === 0 ? 1 : 0));
  const rows = new DMatrix({ data, labels, featureCount: 1, threads: 1 });
  opened.push(rows);
  const { booster } = await train({ train: rows, rounds: 20, parameters: { eta: 0.5 } });
  const [missing, present] = booster.predict(rows);
  expect(missing).toBeGreaterThan(0.9);
  expect(present).toBeLessThan(0.1);
});

describe('early stopping', () => {
  test('stops so many rounds after the best score, and names the best round', async () => {
    const result = await train({
      rounds: 500,
      validation: matrix(100, 2),
      earlyStoppingRounds: 5,
      parameters: { eta: 0.5 },
    });
    const losses = result.evaluations.map(({ validation }) => validation.get('logloss') ?? NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(result.stoppedEarly).toBe(true);
    expect(result.bestIteration).toBe(best);
    expect(result.bestScore).toBe(losses[best]);
    expect(result.booster.rounds).toBe(best + 6);
    expect(result.booster.attribute('best_iteration')).toBe(String(best));
    expect(Number(result.booster.attribute('best_score'))).toBe(losses[best]);
  });

  test('looks at the last metric, and seeks the largest AUC', async () => {
    const result = await train({
      rounds: 500,
      validation: matrix(100, 2),
      earlyStoppingRounds: 5,
      parameters: { eta: 0.5, eval_metric: ['logloss', 'auc'] },
    });
    const areas = result.evaluations.map(({ validation }) => validation.get('auc') ?? NaN);
    expect([...(result.evaluations[0]?.validation.keys() ?? [])]).toEqual(['logloss', 'auc']);
    expect(result.bestScore).toBe(Math.max(...areas));
    expect(result.bestIteration).toBe(areas.indexOf(Math.max(...areas)));
  });

  test('off, all rounds are trained and the model keeps no best round', async () => {
    const result = await train({ rounds: 8, validation: matrix(50, 2) });
    expect(result).toMatchObject({ stoppedEarly: false, bestIteration: 7 });
    expect(result.booster.rounds).toBe(8);
    expect(result.booster.attribute('best_iteration')).toBeUndefined();
  });

  test('without a validation set is an error', async () => {
    await expect(train({ rounds: 5, earlyStoppingRounds: 2 })).rejects.toThrow(BadTraining);
  });
});

describe('what Python XGBoost 1.7.4 trained from the same rows', () => {
  const folder = join(__dirname, '../../fixtures/python-1.7.4');
  const split: { train: number[]; validation: number[] } = JSON.parse(
    readFileSync(join(folder, 'split.json'), 'utf8'),
  );
  const lines = readFileSync(join(folder, 'train_data.csv'), 'utf8').trim().split('\n').slice(1);
  const rows = lines.map(line => line.split(',').map(Number));

  function part(indices: readonly number[]): DMatrix {
    const chosen = indices.map(index => rows[index] ?? []);
    const created = new DMatrix({
      data: Float32Array.from(chosen.flatMap(row => row.slice(0, -1))),
      labels: Float32Array.from(chosen.map(row => row.at(-1) ?? NaN)),
      featureCount: 7,
      threads: 1,
    });
    opened.push(created);
    return created;
  }

  // XGBoost 2 and later skip the first column sample, so their trees see other columns. Without a library the whole
  // file is skipped, but read.
  const sameColumns = process.env['TESTS_WITHOUT'] || xgboostLibrary().version[0] < 2 ? test : test.skip;
  sameColumns('is trained here tree by tree, with the same best round', async () => {
    const result = await train({
      train: part(split.train),
      validation: part(split.validation),
      rounds: 100,
      earlyStoppingRounds: 10,
      parameters: { tree_method: 'exact', min_child_weight: 1, lambda: 1 },
    });
    const reference = JSON.parse(readFileSync(join(folder, 'xgb_model.json'), 'utf8'));
    const ours = JSON.parse(Buffer.from(result.booster.save('json')).toString());
    expect(ours.learner.gradient_booster.model.trees).toEqual(reference.learner.gradient_booster.model.trees);
    expect(ours.learner.attributes).toEqual({
      best_iteration: reference.learner.attributes.best_iteration,
      best_score: reference.learner.attributes.best_score,
    });
    expect(result.bestIteration).toBe(53);
  });
});

describe('parameters', () => {
  test('a name that XGBoost does not use is an error with what to write instead', async () => {
    await expect(train({ rounds: 1, parameters: { n_estimators: 100 } })).rejects.toThrow(
      'XGBoost does not use "n_estimators" (the number of rounds is the option `rounds`).',
    );
    const error = await train({ rounds: 1, parameters: { max_dept: 3, colsample_by_tree: 1 } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UnknownParameter);
    expect(error).toMatchObject({ message: expect.stringContaining('did you mean max_depth') });
    expect(error).toMatchObject({ message: expect.stringContaining('did you mean colsample_bytree') });
  });

  test('a value out of range is an error of one line, without a stack of the library', async () => {
    const error = await train({ rounds: 1, parameters: { max_depth: -3 } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(LibraryError);
    expect(error).toMatchObject({
      message: 'libxgboost: value -3 for Parameter max_depth should be greater equal to 0',
    });
  });

  test('an unknown objective and labels that do not suit it are errors of one line', async () => {
    await expect(train({ rounds: 1, parameters: { objective: 'binary:logistics' } })).rejects.toThrow(
      /^libxgboost: Unknown objective function: `binary:logistics`$/,
    );
    const odd = new DMatrix({
      data: new Float32Array(4),
      labels: new Float32Array(4).fill(7),
      featureCount: 1,
    });
    opened.push(odd);
    await expect(train({ train: odd, rounds: 1 })).rejects.toThrow(/^libxgboost: label must be in .*$/);
  });

  test('a second name takes the place of the default, and both names at once are an error', async () => {
    const shallow = await train({ rounds: 3, parameters: { learning_rate: 0 } });
    expect(new Set(shallow.booster.predict(matrix(20, 3)))).toEqual(new Set([0.5]));
    await expect(train({ rounds: 1, parameters: { eta: 0.1, learning_rate: 0.2 } })).rejects.toThrow(
      BadParameter,
    );
  });

  test('defaults for trees are no mistake of a caller who asks for a linear booster', async () => {
    const { booster } = await train({ rounds: 3, parameters: { booster: 'gblinear' } });
    expect(booster.rounds).toBe(3);
  });
});

test('reports each round while it trains, and lets the event loop run between rounds', async () => {
  const order: string[] = [];
  const running = train({ rounds: 3, onRound: ({ round }) => order.push(`round ${round}`) });
  setImmediate(() => order.push('event loop'));
  await running;
  expect(order.filter(entry => entry !== 'event loop')).toEqual(['round 0', 'round 1', 'round 2']);
  expect(order.indexOf('event loop')).toBeLessThan(order.indexOf('round 2'));
});

test('an aborted signal ends the training with its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped by hand');
  const rounds: number[] = [];
  const running = train({
    rounds: 50,
    signal: stop.signal,
    onRound({ round }) {
      rounds.push(round);
      if (round === 2) stop.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(rounds).toEqual([0, 1, 2]);
});

test('a number of rounds that is none is an error', async () => {
  await expect(train({ rounds: 0 })).rejects.toThrow(BadTraining);
  await expect(train({ rounds: 2.5 })).rejects.toThrow(BadTraining);
});

test('a matrix without labels is an error, for training and for validation', async () => {
  const bare = new DMatrix({ data: new Float32Array(8), featureCount: SEEDED_FEATURES });
  opened.push(bare);
  await expect(train({ train: bare, rounds: 1 })).rejects.toThrow(BadTraining);
  await expect(train({ validation: bare, rounds: 1 })).rejects.toThrow(BadTraining);
});
