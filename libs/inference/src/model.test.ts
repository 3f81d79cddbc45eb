import * as fc from 'fast-check';
import type { Checks } from '@reckit/artifacts';
import type { FeatureSpec } from '@reckit/features';
import { encodeModel, GraphBuilder } from '@reckit/onnx';
import { fixtureSource, type CheckedSource } from '../testing/fixture-source';
import { FIRST, modelFolders, SECOND } from '../testing/model-folders';
import { RejectedModel } from './errors';
import { openOne } from '../testing/one-signature';
import type * as Sessions from './scoring/session';
import { openSession } from './scoring/session';
import type * as Warming from './loading/warm-up';
import { warmUp } from './loading/warm-up';
import { onnxOf } from './loading/signature-graph';

// The real ones, watched.
jest.mock('./scoring/session', () => {
  const actual = jest.requireActual<typeof Sessions>('./scoring/session');
  const open: typeof actual.openSession = async (onnx, options) => {
    const session = await actual.openSession(onnx, options);
    return { ...session, close: jest.fn(session.close) };
  };
  return { ...actual, openSession: jest.fn(open) };
});
jest.mock('./loading/warm-up', () => {
  const actual = jest.requireActual<typeof Warming>('./loading/warm-up');
  return { warmUp: jest.fn(actual.warmUp) };
});

const folders = modelFolders();
const PATIENCE_MS = 60_000;

let source: CheckedSource;
beforeAll(async () => (source = await fixtureSource(folders.packages(), FIRST)));
beforeEach(() => void jest.mocked(openSession).mockClear());

/** Every session of the runtime that this test opened was closed again, once. */
async function expectSessionsClosed(): Promise<void> {
  const opened = jest.mocked(openSession).mock.results;
  expect(opened.length).toBeGreaterThan(0);
  for (const { value } of opened) expect((await value).close).toHaveBeenCalledTimes(1);
}

function withChecks(change: Partial<Checks>): CheckedSource {
  return { ...source, checks: { ...source.checks, ...change } };
}

test.each([FIRST, SECOND])('version %s of the package scores as recorded', async version => {
  const opened = await fixtureSource(folders.packages(), version);
  const model = await openOne(opened);
  expect(model).toMatchObject({ name: 'xgb', version });
  const [scores] = await model.mainSignature.score(
    model.mainSignature.encoder.encode(opened.checks.rows, 'rows'),
    PATIENCE_MS,
  );
  const recorded = opened.checks.outputs['predictions'];
  expect(scores).toHaveLength(recorded.length);
  recorded.forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 6));
  await model.close();
});

test('a graph that is no forest scores on ONNX Runtime', async () => {
  const model = await openOne({ ...source, onnx: sumOfFeatures(7), checks: null });
  expect(model.mainSignature.engine).toBe('onnxruntime');
  const rows = model.mainSignature.encoder.encode([[1, 2, 3, 4, 5, 6, 7]], 'rows');
  expect(await model.mainSignature.score(rows, PATIENCE_MS)).toEqual([Float32Array.of(28)]);
  await model.close();
});

describe('checks that are not met keep a model from serving', () => {
  test.each<[string, () => Partial<Checks>, string | RegExp]>([
    [
      'another score',
      () => ({
        outputs: { predictions: source.checks.outputs['predictions'].map((s, i) => (i === 2 ? 0.25 : s)) },
      }),
      /^xgb 1\.0\.0: checks: "predictions"\[2\] is 0\.\d+, recorded was 0\.25: the model does not compute/,
    ],
    [
      'a score just outside the tolerance',
      () => ({
        outputs: { predictions: source.checks.outputs['predictions'].map(score => score + 2e-3) },
        tolerance: { relative: 0, absolute: 1e-3 },
      }),
      /"predictions"\[0\] is/,
    ],
    [
      'fewer scores than rows',
      () => ({ outputs: { predictions: source.checks.outputs['predictions'].slice(1) } }),
      /"predictions" has \d+ values, recorded were \d+/,
    ],
    [
      'an output that is not there',
      () => ({ outputs: { gmv: [1] } }),
      'checks: the model has no output "gmv".',
    ],
    [
      'rows that are none',
      () => ({ rows: [{ item_ctr: 'high' }] }),
      /^xgb 1\.0\.0: .*checks\.rows\[0\].*item_ctr/,
    ],
  ])('%s', async (_, change, message) => {
    const error: unknown = await openOne(withChecks(change())).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RejectedModel);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    await expectSessionsClosed();
  });

  test('a score just inside the tolerance is met', async () => {
    const predictions = source.checks.outputs['predictions'].map(score => score + 5e-4);
    const model = await openOne(
      withChecks({ outputs: { predictions }, tolerance: { relative: 0, absolute: 1e-3 } }),
    );
    await model.close();
  });

  test('no score at all', async () => {
    const nan = new GraphBuilder('nan');
    const x = nan.input('features', 'float', ['rows', 7]);
    nan.node('Div', [nan.node('Sub', [x, x]), nan.node('Sub', [x, x])], { outputs: ['predictions'] });
    nan.output('predictions', 'float', ['rows', 7]);
    const [row] = source.checks.rows;
    const checks = {
      rows: [row],
      outputs: { predictions: [1, 1, 1, 1, 1, 1, 1] },
      tolerance: { relative: 1e9, absolute: 1e9 },
    };
    await expect(openOne({ ...source, onnx: encodeModel(nan.build()), checks })).rejects.toThrow(
      /"predictions"\[0\] is NaN, recorded was 1/,
    );
  });
});

describe('a model with more columns than features, and outputs of several widths', () => {
  const spec: FeatureSpec = {
    features: [
      { kind: 'numeric', name: 'age', default: 30 },
      {
        kind: 'sequence',
        name: 'history',
        coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b'] },
        maxLength: 2,
        pooling: 'sum',
        separator: ' ',
      },
    ],
    rawPrecision: 'float32',
    scaledBy: 'host',
  };
  /** Age, and the ids of the two latest events. */
  const width = 3;
  const checks: Checks = {
    rows: [{ age: 20, history: ['b', 'a'] }, { history: ['b'] }],
    outputs: { sum: [20 + 2 + 1, 30 + 2 - 1], columns: [20, 2, 1, 30, 2, -1] },
    tolerance: { relative: 0, absolute: 1e-4 },
  };
  const open = (changed: Partial<Checks> = {}): ReturnType<typeof openOne> =>
    openOne({
      name: 'network',
      version: '1',
      spec,
      onnx: sumAndColumns(width),
      checks: { ...checks, ...changed },
    });

  test('scores them by name, in slices too', async () => {
    jest.mocked(warmUp).mockResolvedValueOnce(1);
    const model = await open();
    const names = model.mainSignature.outputs.map(({ name }) => name);
    expect(names).toEqual(['sum', 'columns']);
    expect(model.mainSignature.encoder).toMatchObject({ featureCount: 2, width });
    const outputs = await model.mainSignature.score(
      model.mainSignature.encoder.encode(checks.rows, 'rows'),
      PATIENCE_MS,
    );
    expect(outputs).toEqual(names.map(name => Float32Array.from(checks.outputs[name])));
    await model.close();
  });

  test('is refused when any output is not as recorded', async () => {
    const columns = checks.outputs['columns'].with(4, 7);
    await expect(open({ outputs: { ...checks.outputs, columns } })).rejects.toThrow(
      /^network 1: checks: "columns"\[4\] is 2, recorded was 7/,
    );
    await expectSessionsClosed();
  });

  test('is refused when its graph takes another width', async () => {
    const source = { name: 'network', version: '1', spec, onnx: sumAndColumns(2), checks };
    await expect(openOne(source)).rejects.toThrow(
      'The model takes 2 columns, but the features of feature_meta.json make 3: the two files do not belong together.',
    );
    await expectSessionsClosed();
  });
});

test('a graph of another width than the features is refused, and its session closed', async () => {
  const narrow = { ...source, spec: { ...source.spec, features: source.spec.features.slice(0, 6) } };
  const error: unknown = await openOne(narrow).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RejectedModel);
  expect(error).toMatchObject({
    message:
      'xgb 1.0.0: The model takes 7 columns, but the features of feature_meta.json make 6: the two files do not belong together.',
  });
  await expectSessionsClosed();
});

test('a graph that fails when it runs is refused in one line, and its session closed', async () => {
  const graph = new GraphBuilder('product');
  const weights = graph.constant({ type: 'float', shape: [3, 1], values: Float32Array.of(1, 1, 1) });
  graph.node('MatMul', [graph.input('x', 'float', ['rows', 'columns']), weights], { outputs: ['y'] });
  graph.output('y', 'float', ['rows', 1]);
  const error: unknown = await openOne({ ...source, onnx: encodeModel(graph.build()) }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RejectedModel);
  expect(String(error)).toMatch(/^RejectedModel: xgb 1\.0\.0: [^\n]+$/);
  await expectSessionsClosed();
});

test('close lets what is under way end first', async () => {
  jest.mocked(warmUp).mockResolvedValueOnce(1);
  const model = await openOne({ ...source, onnx: sumOfFeatures(7), checks: null });
  const rows = model.mainSignature.encoder.encode(source.checks.rows, 'rows');
  let scored = false;
  const scoring = model.mainSignature.score(rows, PATIENCE_MS).then(() => (scored = true));
  await model.close();
  expect(scored).toBe(true);
  await scoring;
  await expectSessionsClosed();
});

test.each([
  ['a forest', (): Uint8Array => onnxOf(source.onnx)],
  ['any other graph', (): Uint8Array => sumOfFeatures(7)],
])('%s scores any rows the same, whatever the slices', async (_, onnx) => {
  const whole = await openOne({ ...source, onnx: onnx(), checks: null });
  const value = fc.oneof(fc.double({ min: -200, max: 200, noNaN: true }), fc.constant(null));
  const row = fc.array(value, { minLength: 7, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(row, { minLength: 1, maxLength: 40 })
        .chain(rows => fc.tuple(fc.constant(rows), fc.integer({ min: 1, max: rows.length }))),
      async ([rows, sliceRows]) => {
        jest.mocked(warmUp).mockResolvedValueOnce(sliceRows);
        const sliced = await openOne({ ...source, onnx: onnx(), checks: null });
        const encoded = whole.mainSignature.encoder.encode(rows, 'rows');
        const [[expected], [actual]] = await Promise.all([
          whole.mainSignature.score(encoded, PATIENCE_MS),
          sliced.mainSignature.score(encoded, PATIENCE_MS),
        ]);
        expect(actual).toHaveLength(rows.length);
        [...actual].forEach((score, i) => expect(score).toBeCloseTo(Number(expected[i]), 5));
        await sliced.close();
      },
    ),
    { numRuns: 25 },
  );
  await whole.close();
});

function sumOfFeatures(width: number): Uint8Array {
  const graph = new GraphBuilder('sum');
  const weights = graph.constant({
    type: 'float',
    shape: [width, 1],
    values: new Float32Array(width).fill(1),
  });
  graph.node('MatMul', [graph.input('features', 'float', ['rows', width]), weights], {
    outputs: ['predictions'],
  });
  graph.output('predictions', 'float', ['rows', 1]);
  return encodeModel(graph.build());
}

function sumAndColumns(width: number): Uint8Array {
  const graph = new GraphBuilder('sum and columns');
  const features = graph.input('features', 'float', ['rows', width]);
  const axis = graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(1n) });
  graph.node('ReduceSum', [features, axis], {
    outputs: ['sum'],
    attributes: { keepdims: { kind: 'int', value: 0 } },
  });
  graph.node('Identity', [features], { outputs: ['columns'] });
  graph.output('sum', 'float', ['rows']);
  graph.output('columns', 'float', ['rows', width]);
  return encodeModel(graph.build());
}
