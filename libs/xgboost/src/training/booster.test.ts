/** @needs libxgboost */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Booster } from './booster';
import { DMatrix } from '../matrices/dmatrix';
import { AlreadyClosed, BadMatrix, BadTraining, LibraryError, ModelTooNew, NotAModel } from '../errors';
import { xgboostLibrary } from '../library/library';
import { SEEDED_FEATURES, seededRows } from '../test-data/seeded-rows';

const NAMES = ['first', 'second', 'third', 'Größe'];
let rows: DMatrix;
let booster: Booster;

beforeAll(() => {
  rows = new DMatrix({
    ...seededRows(300, 5),
    featureCount: SEEDED_FEATURES,
    featureNames: NAMES,
    threads: 1,
  });
  booster = Booster.create({
    parameters: {
      objective: 'binary:logistic',
      tree_method: 'hist',
      base_score: 0.5,
      max_depth: 3,
      nthread: 1,
    },
    matrices: [rows],
  });
  for (let round = 0; round < 12; round++) booster.update(rows);
});

afterAll(() => {
  booster.close();
  rows.close();
});

test.each(['json', 'ubj'] as const)('a model saved as %s and loaded again predicts the same', format => {
  booster.setAttribute('best_iteration', '4');
  const loaded = Booster.load(booster.save(format));
  expect(loaded.predict(rows)).toEqual(booster.predict(rows));
  expect(loaded.rounds).toBe(12);
  expect(loaded.featureNames).toEqual(NAMES);
  expect(loaded.attribute('best_iteration')).toBe('4');
  loaded.close();
});

test('a probability is the logistic function of the margin', () => {
  const values = booster.predict(rows);
  const margins = booster.predict(rows, { output: 'margin' });
  expect(values).toHaveLength(300);
  margins.forEach((margin, row) => expect(values[row]).toBeCloseTo(1 / (1 + Math.exp(-margin)), 6));
});

test('a slice of the first rounds predicts as the model does from those rounds', () => {
  const head = booster.slice(0, 5);
  expect(head.rounds).toBe(5);
  expect(head.predict(rows)).toEqual(booster.predict(rows, { rounds: { begin: 0, end: 5 } }));
  expect(head.predict(rows)).not.toEqual(booster.predict(rows));
  head.close();
});

test.each([
  [0, 13],
  [3, 3],
  [-1, 2],
])('there are no rounds from %i to %i', (begin, end) => {
  expect(() => booster.predict(rows, { rounds: { begin, end } })).toThrow(BadTraining);
  expect(() => booster.slice(begin, end)).toThrow(BadTraining);
});

test('the features that make the label weigh most, by name', () => {
  const gain = booster.featureScores('total_gain');
  const ranked = [...gain].sort(([, a], [, b]) => b - a).map(([name]) => name);
  expect(ranked.slice(0, 2).sort()).toEqual(['first', 'second']);
});

test('total gain is mean gain times the number of splits, and so is cover', () => {
  const scores = (kind: Parameters<Booster['featureScores']>[0]) => booster.featureScores(kind);
  for (const [name, splits] of scores('weight')) {
    expect(scores('total_gain').get(name)).toBeCloseTo((scores('gain').get(name) ?? NaN) * splits, 1);
    expect(scores('total_cover').get(name)).toBeCloseTo((scores('cover').get(name) ?? NaN) * splits, 1);
  }
});

test('an attribute is kept, changed and removed', () => {
  booster.setAttribute('note', 'größer');
  expect(booster.attribute('note')).toBe('größer');
  booster.setAttribute('note', undefined);
  expect(booster.attribute('note')).toBeUndefined();
});

test('one value a class for softprob', () => {
  const classes = new DMatrix({
    data: Float32Array.from([0, 1, 2, 0, 1, 2]),
    labels: Float32Array.from([0, 1, 2, 0, 1, 2]),
    featureCount: 1,
    threads: 1,
  });
  const model = Booster.create({
    parameters: { objective: 'multi:softprob', num_class: 3, min_child_weight: 0, nthread: 1 },
    matrices: [classes],
  });
  for (let round = 0; round < 10; round++) model.update(classes);
  const probabilities = model.predict(classes);
  expect(probabilities).toHaveLength(6 * 3);
  expect(probabilities[0 * 3 + 0]).toBeGreaterThan(0.5);
  expect(probabilities[4 * 3 + 1]).toBeGreaterThan(0.5);
  model.close();
  classes.close();
});

describe("features that are not the model's", () => {
  test('too few or too many columns are an error', () => {
    const narrow = new DMatrix({ data: new Float32Array(6), featureCount: 3 });
    expect(() => booster.predict(narrow)).toThrow(BadMatrix);
    narrow.close();
  });

  test('other names, or another order, are an error that shows the first difference', () => {
    const swapped = new DMatrix({
      data: new Float32Array(4),
      featureCount: 4,
      featureNames: ['first', 'third', 'second', 'Größe'],
    });
    expect(() => booster.predict(swapped)).toThrow(/Feature 1 of the matrix is "third" .* "second"/);
    swapped.close();
  });
});

describe('model files', () => {
  const stump = (name: string) => readFileSync(join(__dirname, '../../fixtures/stump', name));

  test('of a newer XGBoost than the library are an error', () => {
    const text = Buffer.from(booster.save('json')).toString();
    const [major] = xgboostLibrary().version;
    const newer = text.replace(/"version":\[\d+,/, `"version":[${major + 1},`);
    expect(newer).not.toBe(text);
    expect(() => Booster.load(Buffer.from(newer))).toThrow(ModelTooNew);
  });

  test.each(['stump-3.2.0.json', 'stump-3.2.0.ubj', 'stump-2.1.4.json', 'stump-2.1.4.ubj'])(
    '%s is read with its base score, or refused',
    name => {
      const [major, minor] = xgboostLibrary().version;
      const [, fileMajor = 0, fileMinor = 0] = name.match(/(\d)\.(\d)/)?.map(Number) ?? [];
      if (fileMajor > major || (fileMajor === major && fileMinor > minor)) {
        expect(() => Booster.load(stump(name))).toThrow(ModelTooNew);
        return;
      }
      const model = Booster.load(stump(name));
      const low = new DMatrix({ data: new Float32Array(2), featureCount: 2 });
      const [margin = NaN] = model.predict(low, { output: 'margin' });
      expect(margin).toBeLessThan(Math.log(0.2 / 0.8));
      model.close();
      low.close();
    },
  );

  test('that are none, or damaged, are an error of one line', () => {
    expect(() => Booster.load(Buffer.from('hello'))).toThrow(NotAModel);
    expect(() => Booster.load(new Uint8Array(0))).toThrow(NotAModel);
    expect(() => Booster.load(Buffer.from('{"learner":{},"version":[1,7,4]}'))).toThrow(LibraryError);
  });
});

test('a closed booster says so', () => {
  const model = Booster.load(booster.save('ubj'));
  model.close();
  model.close();
  expect(() => model.predict(rows)).toThrow(AlreadyClosed);
  expect(() => model.save('json')).toThrow(AlreadyClosed);
});
