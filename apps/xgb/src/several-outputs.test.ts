import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { openPackage, promote, soleSignature, writePackage } from '@reckit/artifacts';
import { expectClose } from '../../service-testing/clients/expect-close';
import { graphOfModel } from '../../service-testing/packages/onnx-files';
import { recordedShape, recordedShapeFolders } from './testing/recorded-shape';
import { services } from './testing/local-service';
import { modelFolders, readFixtureManifest, SECOND } from './testing/model-folders';

const start = services.perTest();
const newFolder = recordedShapeFolders();

function schemaOf(description: { paths: Record<string, never> }): unknown {
  const { post } = description.paths['/predictions/{model}'] as Record<string, never>;
  const content = post['responses']['200']['content']['application/json'];
  return content['schema']['properties']['predictions']['items'];
}

const numbers = (count: number, range = {}) => ({
  type: 'array',
  items: { type: 'number', ...range },
  minItems: count,
  maxItems: count,
});
const PROBABILITY = { minimum: 0, maximum: 1 };

describe.each([
  ['3.2.0/outputs-softprob-3', numbers(3, PROBABILITY)],
  ['3.1.3/outputs-softprob-7', numbers(7, PROBABILITY)],
  ['3.2.0/outputs-softmax-3', { type: 'number' }],
  ['3.2.0/outputs-quantiles-vectors', numbers(3)],
  ['3.1.3/outputs-targets', numbers(3)],
  ['2.1.4/outputs-targets-vectors', numbers(3)],
  ['3.2.0/outputs-labels-vectors', numbers(3, PROBABILITY)],
  ['3.2.0/categories-one-hot', { type: 'number', ...PROBABILITY }],
  ['3.2.0/certain-labels', numbers(3, PROBABILITY)],
  ['3.2.0/no-rounds-softprob', numbers(3, PROBABILITY)],
  ['3.2.0/certain-count', { type: 'number' }],
])('%s', (name, entry) => {
  const { columns, rows, predictions } = recordedShape(name);

  test('answers an entry a row, in every form, and says so', async () => {
    const { server } = await start({ MODEL_DIR: newFolder(name, { keepsMissing: true }) });
    const objects = rows.map(row => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
    for (const data of [rows, objects]) {
      const answer = await request(server).post('/predictions/xgb').send({ data }).expect(200);
      expect(Object.keys(answer.body)).toEqual(['predictions']);
      expectAnswers(answer.body.predictions, predictions);
    }
    const { body } = await request(server).post('/predict').send({ features_list: objects }).expect(200);
    expect(Object.keys(body)).toEqual(['scores', 'predictions']);
    expect(body.scores).toEqual(body.predictions);
    expectAnswers(body.scores, predictions);
    const one = await request(server)
      .post('/predictions/xgb')
      .send({ data: [rows[0]] })
      .expect(200);
    expectAnswers(one.body.predictions, predictions.slice(0, 1));
    expect(schemaOf((await request(server).get('/openapi.json').expect(200)).body)).toEqual(entry);
  });

  test('counts its rows, not its numbers', async () => {
    const { server } = await start({ MODEL_DIR: newFolder(name, { keepsMissing: true, format: 'ubj' }) });
    await request(server).post('/predictions/xgb').send({ data: rows }).expect(200);
    const { text } = await request(server).get('/metrics').expect(200);
    expect(text).toMatch(new RegExp(`^model_predict_rows_sum\\S* ${rows.length}$`, 'm'));
  });
});

describe('a package with several outputs a row', () => {
  const name = '3.2.0/outputs-softprob-3';
  const newModelDir = modelFolders();

  /** Makes the second version one of three classes, with recorded rows and their outputs as checks. */
  async function threeClasses(outputs: readonly number[]): Promise<string> {
    const modelDir = newModelDir();
    const { columns, rows } = recordedShape(name);
    const flat = newFolder(name, { keepsMissing: true });
    const model = readFileSync(path.join(flat, 'xgb_model.json'));
    const version = path.join(modelDir, 'xgb', SECOND);
    const checks = {
      rows: rows.map(row => Object.fromEntries(columns.map((column, i) => [column, row[i]]))),
      outputs: { predictions: [...outputs] },
      tolerance: { relative: 1e-5, absolute: 1e-6 },
    };
    const manifest = {
      ...(await readFixtureManifest(SECOND)),
      signatures: [soleSignature('xgb', [{ name: 'predictions', role: 'score' }], checks)],
    };
    rmSync(version, { recursive: true });
    await writePackage(modelDir, {
      manifest,
      files: {
        'model.onnx': graphOfModel(model),
        'feature_meta.json': readFileSync(path.join(flat, 'feature_meta.json')),
      },
    });
    await openPackage(version, 'xgb', []);
    await promote(modelDir, 'xgb', SECOND);
    return modelDir;
  }

  test('replays its checks, a flat list row by row', async () => {
    const { rows, predictions } = recordedShape(name);
    const { server } = await start({ MODEL_DIR: await threeClasses(predictions.flat()) });
    const answer = await request(server).post('/predictions/xgb').send({ data: rows }).expect(200);
    expectAnswers(answer.body.predictions, predictions);
  });

  test.each<[string, (outputs: number[]) => number[], RegExp]>([
    ['one of them is another', outputs => outputs.with(4, 0.75), /checks: "predictions"\[4\] is 0\.\d+/],
    [
      'they are of one number a row',
      outputs => outputs.filter((_, i) => i % 3 === 0),
      /has \d+ values, recor/,
    ],
  ])('is refused when %s', async (_, spoil, reason) => {
    const { predictions } = recordedShape(name);
    const MODEL_DIR = await threeClasses(spoil(predictions.flat()));
    const service = await start({ MODEL_DIR }, { loaded: false });
    await expect(service.load()).rejects.toThrow(reason);
  });
});

function expectAnswers(
  actual: readonly (number | readonly number[])[],
  expected: readonly (number | readonly number[])[],
): void {
  expect(actual.map(entry => (Array.isArray(entry) ? entry.length : 'number'))).toEqual(
    expected.map(entry => (Array.isArray(entry) ? entry.length : 'number')),
  );
  expectClose(actual.flat(), expected.flat(), { absolute: 1e-6, relative: 1e-5 });
}
