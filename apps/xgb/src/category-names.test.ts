import request from 'supertest';
import { expectClose } from '../../service-testing/clients/expect-close';
import { expectError } from '../../service-testing/clients/expect-error';
import { recordedShape, recordedShapeFolders } from './testing/recorded-shape';
import { services } from './testing/local-service';

const start = services.perTest();
const newFolder = recordedShapeFolders();
const TOLERANCE = { absolute: 1e-6, relative: 1e-5 };

type Cell = string | number | null;
type Table = readonly (string | number)[];

/** XGBoost's Python package counts characters where bytes are meant, and so cuts the last name of this table. */
const LOST = 'Red';

/** A row with categories in place of their codes. */
function named(row: readonly (number | null)[], tables: readonly Table[]): Cell[] {
  return row.map((cell, i) => {
    const category = cell === null || i >= tables.length ? cell : tables[i][cell];
    return category === LOST ? cell : category;
  });
}

describe.each([
  '3.1.3/names-texts',
  '3.2.0/names-texts',
  '3.1.3/names-numbers',
  '3.2.0/names-mixed',
  '3.1.3/names-softprob',
  '3.1.3/names-vectors',
  '3.2.0/categorical-frame',
])('%s', name => {
  const { columns, rows, predictions, categories = [] } = recordedShape(name);
  const tables = Array.isArray(categories) ? categories : Object.values(categories);
  // The files of Python say nothing of missing numbers, which are then 0; missing categories are missing.
  const complete = rows
    .map((row, i) => ({ row, expected: predictions[i] }))
    .filter(({ row }) => !row.slice(tables.length).includes(null));

  test('takes its categories by name, missing ones included, and answers as Python does', async () => {
    const { server } = await start({ MODEL_DIR: newFolder(name) });
    expect(complete.length).toBeGreaterThan(5);
    const data = complete.map(({ row }) => named(row, tables));
    const objects = data.map(row => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
    for (const body of [{ data }, { data: objects }]) {
      const answer = await request(server).post('/predictions/xgb').send(body).expect(200);
      expectClose(
        answer.body.predictions,
        complete.map(({ expected }) => expected),
        TOLERANCE,
      );
    }
    const asTexts = data.map(row =>
      row.map((cell, i) => (isNumberOf(tables[i], cell) ? String(cell) : cell)),
    );
    const answer = await request(server).post('/predictions/xgb').send({ data: asTexts }).expect(200);
    expectClose(
      answer.body.predictions,
      complete.map(({ expected }) => expected),
      TOLERANCE,
    );
  });

  test('refuses a name that it does not know', async () => {
    const { server } = await start({ MODEL_DIR: newFolder(name, { format: 'ubj' }) });
    const data = complete.slice(0, 2).map(({ row }) => named(row, tables));
    data[1][0] = 'purple';
    const answer = await request(server).post('/predictions/xgb').send({ data });
    expectError(answer, 400, /^data\[1\]\.cat0: "purple" is no category of the model \(.+\)\. Send null/);
    expect(answer.body.detail).toContain(JSON.stringify(tables[0][0]));
  });
});

function isNumberOf(table: Table | undefined, cell: Cell): boolean {
  return typeof table?.[0] === 'number' && typeof cell === 'number';
}

test('codes go on working where categories are texts, unknown ones included', async () => {
  const { rows, predictions, columns } = recordedShape('3.2.0/names-texts');
  const { server } = await start({ MODEL_DIR: newFolder('3.2.0/names-texts', { keepsMissing: true }) });
  const answer = await request(server).post('/predictions/xgb').send({ data: rows }).expect(200);
  expectClose(answer.body.predictions, predictions, TOLERANCE);
  const unknown = { [columns[0]]: 99 };
  await request(server)
    .post('/predictions/xgb')
    .send({ data: [unknown] })
    .expect(200);
});

test('the description lists the categories, and its example is answered', async () => {
  const { server } = await start({ MODEL_DIR: newFolder('3.2.0/names-mixed') });
  const { body } = await request(server).get('/openapi.json').expect(200);
  const { schema } = body.paths['/predictions/{model}'].post.requestBody.content['application/json'];
  const { example } = schema.properties.data;
  expect(body.components.schemas['xgb.Row'].oneOf[0].properties).toMatchObject({
    cat0: {
      anyOf: [{ enum: expect.arrayContaining(['red', 'grün', 'bleu clair']) }, { type: ['number', 'null'] }],
    },
    cat1: { anyOf: [{ enum: ['3', '1', '2'] }, { enum: [3, 1, 2, null] }] },
    num0: { type: ['number', 'null'] },
  });
  await request(server).post('/predictions/xgb').send({ data: example }).expect(200);
});

test('a model without names takes codes alone', async () => {
  const { rows, predictions } = recordedShape('3.2.0/categories-one-hot');
  const MODEL_DIR = newFolder('3.2.0/categories-one-hot', { keepsMissing: true });
  const { server } = await start({ MODEL_DIR });
  const answer = await request(server).post('/predictions/xgb').send({ data: rows }).expect(200);
  expectClose(answer.body.predictions, predictions, TOLERANCE);
  const refused = await request(server)
    .post('/predictions/xgb')
    .send({ data: [['red', 0, 0, 0, 0]] });
  expectError(refused, 400, /^data\[0\]\.cat0: expected a number, got "red"/);
});
