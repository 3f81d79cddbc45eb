/** @needs libxgboost */
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { writeParquet, writeSampleData } from '@reckit/data';
import { S3Server } from '../../../../../libs/data/testing/s3-server';
import {
  expectSuccess,
  refusalOf,
  trainingApp,
  type Run,
} from '../../../../service-testing/programs/training-app';

const app = trainingApp();
const describing = trainingApp('describe');
const KEYS = { accessKeyId: 'AKIATRAINING', secretAccessKey: 'the-secret/of+nobody' };
const ROWS = 10_000;
const QUICK = ['--rounds', '8', '--version', 'v1'];

let server: S3Server;
let csv: Buffer;
let columns: readonly string[] = [];

beforeAll(async () => {
  server = await S3Server.start({ credentials: KEYS });
  const folder = app.newFolder();
  const file = path.join(folder, 'rows.csv');
  await writeSampleData('ranking', file, { rows: ROWS });
  csv = readFileSync(file);
  const [header, ...rows] = csv.toString().trim().split('\n');
  columns = header.split(',');
  const lines = rows.map(row => {
    const cells = row.split(',');
    return `{${columns.map((name, i) => `"${name}":${cells[i] || 'null'}`).join(',')}}`;
  });
  writeFileSync(path.join(folder, 'rows.jsonl'), `${lines.join('\n')}\n`);
  await writeParquet(
    path.join(folder, 'rows.jsonl'),
    path.join(folder, 'rows.parquet'),
    Object.fromEntries(columns.map(name => [name, 'DOUBLE'])),
  );
  for (const name of ['rows.csv', 'rows.jsonl', 'rows.parquet']) {
    server.put('data', name, readFileSync(path.join(folder, name)));
  }
  const half = rows.length / 2;
  for (const [day, part] of [rows.slice(0, half), rows.slice(half)].entries()) {
    server.put('data', `days/dt=2026-11-2${day}/part-0.csv`, `${[header, ...part].join('\n')}\n`);
  }
  server.put('data', 'days/_SUCCESS', '');
});
afterAll(() => server.close());
beforeEach(() => {
  server.faults = () => undefined;
  server.requests.length = 0;
});

/** The environment of a run that may read the store, and of which the cache lies in a folder. */
const environmentOf = (folder: string) => ({
  OSS_ENDPOINT_URL: server.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  XDG_CACHE_HOME: path.join(folder, 'caches'),
});

const train = (
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Run> => app.inTurn(folder, [...QUICK, ...args], { ...environmentOf(folder), ...environment });

const modelIn = (folder: string) => readFileSync(path.join(folder, 'model/xgb/v1/xgb_model.json'), 'utf8');
const inUse = (folder: string) => readdirSync(path.join(folder, 'caches/reckit/uses'));

test('the same rows give the same model, wherever they come from', async () => {
  const models = new Map<string, string>();
  const local = app.newFolder();
  writeFileSync(path.join(local, 'rows.csv'), csv);
  expectSuccess(await train(local, ['--data-path', 'rows.csv']));
  const expected = modelIn(local);
  for (const source of [
    ['--data-path', 's3://data/rows.csv'],
    ['--data-path', 's3://data/rows.parquet'],
    ['--data-source', 'oss', '--data-path', 'data/rows.jsonl'],
    ['--data-path', 's3://data/days/'],
    ['--data-path', 's3://data/days/dt=2026-11-*/part-*.csv'],
  ]) {
    const folder = app.newFolder();
    expectSuccess(await train(folder, source));
    models.set(source.join(' '), modelIn(folder));
    expect(inUse(folder)).toEqual([]);
  }
  for (const [source, model] of models) expect([source, model === expected]).toEqual([source, true]);
});

test('objects are described as a file is', async () => {
  const folder = describing.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), csv);
  const described = (where: string) =>
    describing.train(folder, [where, '--for', 'xgb', '--quiet'], environmentOf(folder));
  const [ofFile, ofObject] = [await described('rows.csv'), await described('s3://data/rows.csv')];
  expect(ofObject).toEqual(ofFile);
  expect(JSON.parse(ofFile.stdout)).toMatchObject({ label: 'label' });
  expect(inUse(folder)).toEqual([]);
});

test('a run says where its data came from, and no secret', async () => {
  const folder = app.newFolder();
  const run = await app.train(
    folder,
    [
      ...QUICK,
      '--data-path',
      's3://data/rows.csv',
      '--oss-endpoint',
      server.endpoint,
      '--oss-access-key',
      KEYS.accessKeyId,
      '--oss-secret-key',
      KEYS.secretAccessKey,
    ],
    { XDG_CACHE_HOME: path.join(folder, 'caches') },
  );
  expectSuccess(run);
  expect(run.stdout).toMatch(/^% 100\/100 {2}968 kB of 968 kB$/m);
  expect(run.stdout).toMatch(/^Data +s3:\/\/data\/rows\.csv, 10,000 rows/m);
  const version = path.join(folder, 'model/xgb/v1');
  const manifest = await readManifest(version);
  expect(manifest.data).toMatchObject({
    path: 's3://data/rows.csv',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    bytes: csv.length,
    rows: ROWS,
    origin: { store: server.endpoint, bucket: 'data', key: 'rows.csv', etag: expect.any(String) },
  });
  const written = readdirSync(version).map(name => readFileSync(path.join(version, name), 'utf8'));
  for (const text of [run.stdout, run.stderr, ...written]) {
    expect(text).not.toContain(KEYS.secretAccessKey);
    expect(text).not.toContain(KEYS.accessKeyId);
  }
});

test('a second run downloads nothing', async () => {
  const folder = app.newFolder();
  const source = ['--data-path', 's3://data/rows.csv', '--cache-dir', 'kept', '--cache-size', '10MB'];
  expectSuccess(await train(folder, source));
  server.requests.length = 0;
  const second = await train(folder, [...source, '--version', 'v2']);
  expectSuccess(second);
  expect(second.stdout).not.toMatch(/^%/m);
  expect(server.rangesOf('rows.csv')).toEqual([]);
  expect(readdirSync(path.join(folder, 'kept'))).toEqual(['objects', 'uses']);
});

/** Starts a run whose download comes to a stop behind its first bytes, and waits until it has. */
async function stalled(folder: string) {
  server.faults = ({ range }) =>
    range !== null && range.to > 1 ? { kind: 'stall', afterBytes: 100_000 } : undefined;
  const child = app.start(folder, [...QUICK, '--data-path', 's3://data/rows.csv'], environmentOf(folder));
  let stderr = '';
  child.stderr.on('data', text => (stderr += String(text)));
  await new Promise<void>(resolve => {
    child.stdout.on('data', text => String(text).includes('%') && resolve());
  });
  return { child, ended: once(child, 'exit'), said: () => stderr };
}

test('a run that is killed in the middle of a download leaves nothing that the next takes for data', async () => {
  const folder = app.newFolder();
  const { child, ended } = await stalled(folder);
  child.kill('SIGKILL');
  await ended;
  expect(inUse(folder)).toHaveLength(1);
  server.faults = () => undefined;
  expectSuccess(await train(folder, ['--data-path', 's3://data/rows.csv']));
  expect((await readManifest(path.join(folder, 'model/xgb/v1'))).data).toMatchObject({ bytes: csv.length });
  expect(inUse(folder)).toEqual([]);
});

test('a run that is asked to stop in the middle of a download says so, and leaves nothing in use', async () => {
  const folder = app.newFolder();
  const { child, ended, said } = await stalled(folder);
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(said()).toBe(
    'train xgb: stopped by SIGINT; no model was written, and xgb keeps no checkpoint to resume from. Start it again with the same command.\n',
  );
  expect(inUse(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual(['caches']);
});

test.each<[string, readonly string[], Record<string, string>, string]>([
  [
    'an object that is not there',
    ['--data-path', 's3://data/row.csv'],
    {},
    's3://data/row.csv: no such object in the bucket. Check the key. Did you mean "rows.csv"?',
  ],
  [
    'wrong credentials',
    ['--data-path', 's3://data/rows.csv'],
    { AWS_SECRET_ACCESS_KEY: 'another' },
    's3://data/rows.csv: STORE does not accept the credentials (SignatureDoesNotMatch). Check the access key and the secret key; those for a time may have expired.',
  ],
  [
    'no credentials',
    ['--data-path', 's3://data/rows.csv'],
    {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_CONFIG_FILE: '/nothing',
      AWS_SHARED_CREDENTIALS_FILE: '/nothing',
    },
    's3://data/rows.csv: no credentials for STORE. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or OSS_ACCESS_KEY_ID and OSS_SECRET_ACCESS_KEY.',
  ],
  [
    'a region that is needed',
    ['--data-path', 'oss://data/rows.csv'],
    { OSS_ENDPOINT_URL: '', AWS_REGION: '' },
    'oss://data/rows.csv: where oss:// lies is not known. Name its region with --oss-region, such as cn-hangzhou, or its address with --oss-endpoint.',
  ],
  [
    'no object',
    ['--data-source', 'oss'],
    {},
    '--data-source oss needs the object: --data-path s3://bucket/key.',
  ],
  [
    'a source that is none',
    ['--data-path', 'gs://data/rows.csv'],
    {},
    'gs://data/rows.csv: data are not read from gs://. Name a file, or objects as s3://, oss:// or cos://bucket/key.',
  ],
  [
    'a cache that is too small',
    ['--data-path', 's3://data/rows.csv', '--cache-size', '500kB'],
    {},
    's3://data/rows.csv: 968 kB are to be downloaded, and the cache may have 500 kB. Raise --cache-size.',
  ],
])('is refused in one line: %s', async (_, args, environment, expected) => {
  const folder = app.newFolder();
  const refusal = refusalOf(await train(folder, args, environment));
  expect(refusal.replace(server.endpoint, 'STORE')).toBe(expected);
});

test('an object without a column is refused under its own name', async () => {
  server.put('data', 'short.csv', 'label\n1\n0\n');
  const refusal = refusalOf(await train(app.newFolder(), ['--data-path', 's3://data/short.csv']));
  expect(refusal).toMatch(/^s3:\/\/data\/short\.csv: no column "item_ctr"\. The file has label\./);
});

test('rows to validate on may be objects while those to train on are files', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), csv);
  const where = ['--data-path', 'rows.csv', '--valid-path', 's3://data/days/dt=2026-11-20/'];
  const run = await train(folder, where);
  expectSuccess(run);
  const { data } = await readManifest(path.join(folder, 'model/xgb/v1'));
  expect(data).toMatchObject({ training_rows: ROWS, validation_rows: ROWS / 2 });
  expect(data.split).toMatchObject({ rule: 'file', data: { path: 's3://data/days/dt=2026-11-20/' } });
  expect(run.stdout).toContain('5,000 to validate (s3://data/days/dt=2026-11-20/)');
  expect(inUse(folder)).toEqual([]);
});
