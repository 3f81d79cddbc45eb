/** @needs libxgboost */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchedMatrix, type BatchedMatrixOptions, type RowBatch } from './batched-matrix';
import { DMatrix } from './dmatrix';
import { AlreadyClosed, BadMatrix, LibraryError } from '../errors';
import type { Matrix } from './matrix';
import { SEEDED_FEATURES, seededRows } from '../test-data/seeded-rows';
import { trainXgboost } from '../training/train';

const ROWS = 5_000;
const folder = mkdtempSync(join(tmpdir(), 'batched-matrix-'));
const opened: { close(): void }[] = [];

afterEach(() => {
  for (const native of opened.splice(0).reverse()) native.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The rows of a seed in batches, with weights of 1 and 2 by turns. */
function batchesOf(seed: number, batchRows = 700): RowBatch[] {
  const { data, labels } = seededRows(ROWS, seed);
  const weights = labels.map((_, row) => 1 + (row % 2));
  return Array.from({ length: Math.ceil(ROWS / batchRows) }, (_, i) => {
    const [begin, end] = [i * batchRows, (i + 1) * batchRows];
    return {
      data: data.subarray(begin * SEEDED_FEATURES, end * SEEDED_FEATURES),
      labels: labels.subarray(begin, end),
      weights: weights.subarray(begin, end),
    };
  });
}

function whole(seed: number): DMatrix {
  const { data, labels } = seededRows(ROWS, seed);
  const weights = labels.map((_, row) => 1 + (row % 2));
  const matrix = new DMatrix({ data, labels, weights, featureCount: SEEDED_FEATURES, threads: 1 });
  opened.push(matrix);
  return matrix;
}

function batched(seed: number, keep: BatchedMatrixOptions['keep'], batchRows?: number): BatchedMatrix {
  const batches = batchesOf(seed, batchRows);
  const matrix = new BatchedMatrix({ batches, featureCount: SEEDED_FEATURES, threads: 1, keep });
  opened.push(matrix);
  return matrix;
}

async function trained(train: Matrix, validation: Matrix) {
  const result = await trainXgboost({
    train,
    validation,
    rounds: 15,
    parameters: { nthread: 1, max_bin: 16 },
  });
  opened.push(result.booster);
  const model: { learner: { gradient_booster: unknown } } = JSON.parse(
    Buffer.from(result.booster.save('json')).toString(),
  );
  return { evaluations: result.evaluations, trees: model.learner.gradient_booster, booster: result.booster };
}

test('from batches the same trees grow as from a matrix in memory, and are scored the same', async () => {
  const expected = await trained(whole(1), whole(2));
  const train = batched(1, { kind: 'bins', maxBin: 16 });
  const actual = await trained(train, batched(2, { kind: 'bins', maxBin: 16, reference: train }));
  expect(train.rows).toBe(ROWS);
  expect(actual.trees).toEqual(expected.trees);
  expect(actual.evaluations).toEqual(expected.evaluations);
  expect(actual.booster.predict(train)).toEqual(expected.booster.predict(whole(1)));
});

test('the size of the batches makes no difference', async () => {
  const [few, many] = [5_000, 130].map(rows => batched(3, { kind: 'bins', maxBin: 16 }, rows));
  expect((await trained(many, many)).trees).toEqual((await trained(few, few)).trees);
});

test('from pages in files the same trees grow', async () => {
  const expected = await trained(whole(1), whole(2));
  const pages = (seed: number) => batched(seed, { kind: 'files', cachePrefix: join(folder, `part-${seed}`) });
  const actual = await trained(pages(1), pages(2));
  expect(actual.trees).toEqual(expected.trees);
  expect(actual.evaluations).toEqual(expected.evaluations);
});

test('names and types of features go with the batches', async () => {
  const codes = Float32Array.from({ length: 200 }, (_, row) => row % 5);
  const train = new BatchedMatrix({
    batches: [{ data: codes, labels: codes.map(code => (code === 2 ? 1 : 0)) }],
    featureCount: 1,
    featureNames: ['colour'],
    featureTypes: ['c'],
    keep: { kind: 'bins' },
  });
  opened.push(train);
  const { booster } = await trainXgboost({ train, rounds: 5, parameters: { nthread: 1, subsample: 1 } });
  opened.push(booster);
  expect(booster.featureNames).toEqual(['colour']);
  // A set of categories, which no threshold tells apart.
  expect(Buffer.from(booster.save('json')).toString()).toContain('"split_type":[1,');
});

describe('errors', () => {
  const build = (batches: Iterable<RowBatch>) => () =>
    new BatchedMatrix({ batches, featureCount: 2, keep: { kind: 'bins' } });
  const good: RowBatch = { data: new Float32Array(4), labels: new Float32Array(2) };

  test('of the batches come through the library as they are', () => {
    const failure = new Error('the disk is gone');
    function* failing(): Generator<RowBatch> {
      yield good;
      throw failure;
    }
    expect(build({ [Symbol.iterator]: failing })).toThrow(failure);
  });

  test('of rows, labels and weights that do not fit each other are told', () => {
    expect(build([good, { data: new Float32Array(3), labels: new Float32Array(2) }])).toThrow(BadMatrix);
    expect(build([{ data: new Float32Array(4), labels: new Float32Array(3) }])).toThrow(BadMatrix);
    expect(build([{ ...good, weights: new Float32Array(1) }])).toThrow(BadMatrix);
  });

  test('of the library are one line', () => {
    expect(build([{ data: new Float32Array(2), labels: Float32Array.of(NaN) }])).toThrow(LibraryError);
  });

  test('no rows at all', () => {
    expect(build([])).toThrow(/^[^\n]+$/);
  });
});

test('a closed matrix says so', () => {
  const matrix = batched(1, { kind: 'bins' });
  matrix.close();
  matrix.close();
  expect(() => matrix.handle).toThrow(AlreadyClosed);
});
