import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readForestGraph } from '../forest-graph/forest-graph';
import { forestToGraph } from './graph/forest-to-graph';
import { forestToOnnx } from './graph/forest-to-onnx';
import type { ForestOptions } from './graph/forest-to-onnx';
import { OBJECTIVES } from './model-file/objectives';
import { readXgboostModel } from './model-file/read-xgboost-model';
import type { XgboostModel } from './model-file/xgboost-model';

// What real XGBoost predicted, version by version; tools/fixtures/make-xgboost-fixtures.py recorded it.
const FIXTURES = join(__dirname, '../../fixtures/xgboost');
const RELATIVE = 1e-5;
const ABSOLUTE = 1e-6;

type Rows = readonly (readonly (number | null)[])[];
type Predictions = readonly (number | readonly number[])[];

describe.each(readdirSync(FIXTURES))('XGBoost %s', version => {
  describe.each(readdirSync(join(FIXTURES, version)))('%s', name => {
    const read = (file: string): Buffer => readFileSync(join(FIXTURES, version, name, file));
    const inputs: Rows = JSON.parse(read('inputs.json').toString());
    const expected: Record<string, Predictions> = JSON.parse(read('expected.json').toString());
    const model = readXgboostModel(read('model.json'));

    test('the JSON and the UBJSON file are the same model', () => {
      expect(readXgboostModel(read('model.ubj'))).toEqual(model);
    });

    test('its graph is what its file is read as', () => {
      const part = { from: 0, to: Math.min(2, model.roundCount) };
      const rounds = model.roundCount > 0 ? part : 'all';
      for (const options of [{ rounds: 'all' }, { rounds, missing: 'never' }] as const) {
        expect(forestToGraph(model, options)).toEqual(readForestGraph(forestToOnnx(model, options)));
      }
    });

    test('every row scores as XGBoost scores it', async () => {
      expectClose(await score(model, inputs, { rounds: 'all' }), expected['predict']);
    });

    if (OBJECTIVES[model.objective].transform === 'identity') {
      test('margins are those of XGBoost to the last bit', async () => {
        expect(Array.from(await score(model, inputs, { rounds: 'all' }))).toEqual(expected['margin']?.flat());
      });
    }

    const variants: readonly [string, ForestOptions][] = [
      ['predictWithoutRange', { rounds: 'all' }],
      ['predictBest', { rounds: 'best' }],
      ['predictFirst5Rounds', { rounds: { from: 0, to: 5 } }],
      ['predictRounds3to8', { rounds: { from: 3, to: 8 } }],
    ];
    const recorded = variants.filter(([key]) => key in expected);
    if (recorded.length > 0) {
      test.each(recorded)('%s scores as XGBoost scores it', async (key, options) => {
        expectClose(await score(model, inputs, options), expected[key]);
      });
    }

    test('rows without missing values score the same when told that there are none', async () => {
      const complete = inputs.map(row => !row.includes(null));
      const scores = await score(
        model,
        inputs.filter((_, row) => complete[row]),
        { rounds: 'all', missing: 'never' },
      );
      expectClose(
        scores,
        expected['predict']?.filter((_, row) => complete[row]),
      );
    });
  });
});

async function score(model: XgboostModel, rows: Rows, options: ForestOptions): Promise<Float32Array> {
  const session = await InferenceSession.create(forestToOnnx(model, options), { intraOpNumThreads: 1 });
  const features = Float32Array.from(rows.flat(), value => value ?? NaN);
  const { predictions } = await session.run({
    features: new Tensor('float32', features, [rows.length, model.featureCount]),
  });
  await session.release();
  if (!(predictions?.data instanceof Float32Array)) throw new Error('no float predictions');
  const columns = predictions.dims[1];
  expect(predictions.dims).toEqual(columns === undefined ? [rows.length] : [rows.length, columns]);
  return predictions.data;
}

function expectClose(actual: Float32Array, expected: Predictions | undefined): void {
  const flat = expected?.flat() ?? [];
  expect(flat.length).toBeGreaterThan(0);
  expect(actual.length).toBe(flat.length);
  const wrong = Array.from(actual, (value, index) => ({ index, value, expected: flat[index] ?? NaN })).filter(
    item => !(Math.abs(item.value - item.expected) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(item.expected))),
  );
  expect(wrong).toEqual([]);
}
