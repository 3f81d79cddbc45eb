/** @needs libxgboost */
import { DMatrix } from '../matrices/dmatrix';
import { NotAModel } from '../errors';
import { SEEDED_FEATURES, seededRows } from '../test-data/seeded-rows';
import { trainXgboost, type TrainedXgboost, type TrainOptions } from './train';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const resource of opened.splice(0)) resource.close();
});

const FEATURE_NAMES = Array.from({ length: SEEDED_FEATURES }, (_, i) => `f${i}`);

function matrix(rows: number, seed: number): DMatrix {
  const created = new DMatrix({
    ...seededRows(rows, seed),
    featureCount: SEEDED_FEATURES,
    featureNames: FEATURE_NAMES,
    threads: 1,
  });
  opened.push(created);
  return created;
}

async function train(options: Partial<TrainOptions> & Pick<TrainOptions, 'rounds'>): Promise<TrainedXgboost> {
  const { parameters, ...others } = options;
  const trained = await trainXgboost({
    train: matrix(400, 1),
    ...others,
    parameters: { nthread: 1, ...parameters },
  });
  opened.push(trained.booster);
  return trained;
}

test.each(['json', 'ubj'] as const)('new rounds come after those of a model in %s', async format => {
  const first = await train({ rounds: 12 });
  const more = await train({ rounds: 5, init: first.booster.save(format), train: matrix(400, 3) });
  expect(more.roundsBefore).toBe(12);
  expect(more.booster.rounds).toBe(17);
  expect(more.booster.featureNames).toEqual(FEATURE_NAMES);
  expect(more.evaluations.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
  const rows = matrix(100, 2);
  expect(more.booster.predict(rows, { rounds: { begin: 0, end: 12 } })).toEqual(first.booster.predict(rows));
  expect(more.booster.predict(rows)).not.toEqual(first.booster.predict(rows));
});

test('rounds after the best one are left out, and the best one is counted from the first', async () => {
  const validation = matrix(60, 2);
  const first = await train({
    rounds: 400,
    validation,
    earlyStoppingRounds: 5,
    parameters: { eta: 0.9 },
  });
  const kept = first.bestIteration + 1;
  expect(first.booster.rounds).toBeGreaterThan(kept);
  const init = first.booster.save('json');
  const more = await train({ rounds: 3, init, validation, earlyStoppingRounds: 3, train: matrix(400, 3) });
  expect(more.roundsBefore).toBe(kept);
  expect(more.booster.attribute('best_iteration')).toBe(String(kept + more.bestIteration));
  const plain = await train({ rounds: 3, init, train: matrix(400, 3) });
  expect(plain.booster.rounds).toBe(kept + 3);
  expect(plain.booster.attribute('best_iteration')).toBeUndefined();
});

test('the base score is that of the model, whatever the default is', async () => {
  const first = await train({ rounds: 1, parameters: { base_score: 0.05 } });
  const more = await train({ rounds: 1, init: first.booster.save('json') });
  const rows = matrix(100, 2);
  const begin = { rounds: { begin: 0, end: 1 } };
  expect(more.booster.predict(rows, begin)).toEqual(first.booster.predict(rows, begin));
});

test('parameters of new rounds are their own', async () => {
  const first = await train({ rounds: 3, parameters: { max_depth: 2 } });
  const more = await train({ rounds: 3, init: first.booster.save('json'), parameters: { max_depth: 6 } });
  const leaves = (text: Uint8Array) => Buffer.from(text).toString('utf8').length;
  const shallow = await train({
    rounds: 3,
    init: first.booster.save('json'),
    parameters: { max_depth: 2 },
  });
  expect(leaves(more.booster.save('json'))).toBeGreaterThan(1.5 * leaves(shallow.booster.save('json')));
});

test('what is no model says so', async () => {
  await expect(train({ rounds: 1, init: Buffer.from('no model') })).rejects.toThrow(NotAModel);
});
