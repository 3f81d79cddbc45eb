/**
 * @needs mariadb
 * @needs openssl
 * @needs libxgboost
 */
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  type Dirent,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { sampleRankingData } from '@reckit/data';
import { mariadbServer } from '../../../../../libs/data/testing/mariadb-server';
import { S3Server, type S3Fault } from '../../../../../libs/data/testing/s3-server';
import {
  expectSuccess,
  refusalOf,
  trainingApp,
  type Limits,
  type Run,
} from '../../../../service-testing/programs/training-app';
import { statementsOf, writeForms } from '../../testing/forms-of-table';

const app = trainingApp('xgb');
const database = mariadbServer();
const KEYS = { accessKeyId: 'AKIATRAINING', secretAccessKey: 'the-secret/of+nobody' };
const PASSWORD = 'known-to-nobody';
const ROWS = 2_000;
/** Less than the smallest file that is written here. */
const FULL_AT_KB = 16;
const QUICK = ['--rounds', '8', '--version', 'v1'];

let store: S3Server;
let forms = '';

beforeAll(async () => {
  forms = app.newFolder();
  const table = sampleRankingData({ rows: ROWS, seed: 5 });
  await writeForms(forms, table);
  store = await S3Server.start({ credentials: KEYS });
  for (const key of ['busy.csv', 'cut.csv', 'rows.csv']) {
    store.put('data', key, readFileSync(path.join(forms, 'rows.csv')));
  }
  await database.run(
    'CREATE DATABASE shop',
    `CREATE USER trainer IDENTIFIED BY '${PASSWORD}'`,
    'GRANT SELECT ON shop.* TO trainer',
    ...statementsOf('shop.clicks', table),
  );
});
afterAll(() => store.close());
beforeEach(() => {
  store.faults = () => undefined;
});

/** A place for a run: what it may write besides models lies in folders of its own, which must be empty in the end. */
function newPlace(): { folder: string; environment: Record<string, string>; left: () => string[] } {
  const folder = app.newFolder();
  for (const name of ['temporary', 'caches', 'data']) mkdirSync(path.join(folder, name));
  return {
    folder,
    environment: {
      TMPDIR: path.join(folder, 'temporary'),
      XDG_CACHE_HOME: path.join(folder, 'caches'),
      OSS_ENDPOINT_URL: store.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      MYSQL_PORT: String(database.port),
      MYSQL_USER: 'trainer',
      MYSQL_PASSWORD: PASSWORD,
      MYSQL_DATABASE: 'shop',
    },
    left: () => [
      ...entriesBelow(path.join(folder, 'temporary')).map(({ name }) => name),
      // A folder for the versions of a model may stay; it is empty.
      ...entriesBelow(path.join(folder, 'model'))
        .filter(entry => entry.isFile())
        .map(({ name }) => name),
      ...inUse(folder),
    ],
  };
}

function entriesBelow(folder: string): Dirent[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true });
}

/** Objects that a run still says it reads. */
function inUse(folder: string): string[] {
  return entriesBelow(path.join(folder, 'caches/reckit/uses')).map(({ name }) => name);
}

function expectNoSecretIn({ stdout, stderr }: Run): void {
  for (const secret of [KEYS.secretAccessKey, PASSWORD]) expect(stdout + stderr).not.toContain(secret);
}

const rowsFile = (name: string): Buffer => readFileSync(path.join(forms, name));
const table = (name: string): string[] => ['--data-source', 'mysql', '--mysql-table', name];

interface Fault {
  /** Writes what is read, and returns the flags that name it. */
  readonly flags: (folder: string) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Limits;
  readonly says: RegExp;
}

function written(name: string, content: string | Uint8Array, ...flags: readonly string[]): Fault['flags'] {
  return folder => {
    writeFileSync(path.join(folder, 'data', name), content);
    return ['--data-path', `data/${name}`, ...flags];
  };
}

const FAULTS: Readonly<Record<string, () => Fault>> = {
  'a row of CSV with too many cells': () => {
    const [header, first, second] = rowsFile('rows.csv').toString().split('\n');
    return {
      flags: written('rows.csv', `${header}\n${first}\n${second},1\n${first}\n`),
      says: /^data\/rows\.csv: line 3: expected 8 columns, got 9\. Quote cells/,
    };
  },
  'bytes that are not UTF-8': () => ({
    flags: written('rows.csv', Buffer.concat([rowsFile('rows.csv'), Buffer.of(0xff, 0xfe, 0x2c, 0x0a)])),
    says: /^data\/rows\.csv: .*UTF-8/,
  }),
  'a Parquet file that is cut off': () => ({
    flags: folder => {
      const flags = written('rows.parquet', rowsFile('rows.parquet'))(folder);
      truncateSync(path.join(folder, 'data/rows.parquet'), 5_000);
      return flags;
    },
    says: /^data\/rows\.parquet: this is not a whole Parquet file\. Write or copy it again\.$/,
  }),
  'a table that does not exist': () => ({
    flags: () => table('clicks_of_2027'),
    says: /^mysql:\/\/127\.0\.0\.1:\d+\/shop\.clicks_of_2027: (?:no such table|.*may not read)/,
  }),
  'a wrong password': () => ({
    flags: () => table('clicks'),
    environment: { MYSQL_PASSWORD: 'wrong' },
    says: /^mysql:\S+: user "trainer" was not let in: .* Check --mysql-user and the password\.$/,
  }),
  'a wrong secret key': () => ({
    flags: () => ['--data-path', 's3://data/rows.csv'],
    environment: { AWS_SECRET_ACCESS_KEY: 'another' },
    says: /^s3:\/\/data\/rows\.csv: \S+ does not accept the credentials/,
  }),
  'an object that does not exist': () => ({
    flags: () => ['--data-path', 's3://data/row.csv'],
    says: /^s3:\/\/data\/row\.csv: no such object in the bucket/,
  }),
  'a database that falls silent': () => ({
    flags: () => [
      ...['--data-source', 'mysql', '--mysql-timeout', '1'],
      ...['--mysql-query', 'SELECT *, SLEEP(0.01 * label + 100 * (label = 0)) AS s FROM shop.clicks'],
    ],
    says: /^mysql:\S+ \(query\): the server has sent nothing for 1 s\. .*--mysql-timeout\.$/,
  }),
  'a disk that is full where rows of a database are kept': () => ({
    flags: () => table('clicks'),
    limits: { fileKilobytes: FULL_AT_KB },
    says: /^mysql:\S+: the rows cannot be kept in \S+ \(.+\)\. Make room there, or name another folder by TMPDIR\.$/,
  }),
  'a disk that is full where objects are kept': () => ({
    flags: () => ['--data-path', 's3://data/rows.csv'],
    limits: { fileKilobytes: FULL_AT_KB },
    says: /^s3:\/\/data\/rows\.csv: .*caches\/reckit.*(?:full|room)/,
  }),
  'a disk that is full where a text is copied': () => ({
    flags: written('rows.csv', rowsFile('rows.csv'), '--encoding', 'gbk'),
    limits: { fileKilobytes: FULL_AT_KB },
    says: /^data\/rows\.csv: no copy in UTF-8 could be written to \S+ \(EFBIG\)/,
  }),
  'a disk that is full where the package is written': () => ({
    flags: written('rows.csv', rowsFile('rows.csv')),
    limits: { fileKilobytes: FULL_AT_KB },
    says: /^.*model\/xgb\S* .*EFBIG/,
  }),
};

test.each(Object.entries(FAULTS))('%s ends a run with one line, and nothing is left', async (_, fault) => {
  const { flags, environment: others = {}, limits = {}, says } = fault();
  const { folder, environment, left } = newPlace();
  const run = await app.train(folder, [...QUICK, ...flags(folder)], { ...environment, ...others }, limits);
  const refusal = refusalOf(run);
  expect(refusal).toMatch(says);
  expect(refusal.length).toBeLessThanOrEqual(300);
  expectNoSecretIn(run);
  expect(left()).toEqual([]);
});

/** Waits until the database answers a query, with some of its rows gone out. */
async function readingBegins(query: string): Promise<void> {
  while (!(await database.running()).includes(query)) await delay(50);
  await delay(500);
}

test.each([1, 2])('a database that restarts %d times in the middle of a read', async restarts => {
  const { folder, environment, left } = newPlace();
  const query = `SELECT *, SLEEP(0.001) AS s${restarts} FROM shop.clicks`;
  const child = app.start(folder, [...QUICK, '--data-source', 'mysql', '--mysql-query', query], environment);
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'close');
  for (let times = 0; times < restarts; times++) {
    await readingBegins(query);
    await database.restart();
  }
  const [stdout, stderr] = await outputs;
  await ended;
  const [warning, ...others] = stderr.split(/^(?=train)/m);
  expect(warning).toMatch(/^warning: mysql:\S+ \(query\): the connection was lost.* All is read again\.\n$/);
  const run = { code: child.exitCode, stdout, stderr: others.join('') };
  if (restarts === 1) {
    expectSuccess(run);
    expect(stdout).toMatch(/^Database +2,000 rows of/m);
  } else {
    expect(refusalOf(run)).toMatch(/^mysql:\S+ \(query\): the connection was lost/);
    expect(left()).toEqual([]);
  }
  expect(entriesBelow(path.join(folder, 'temporary'))).toEqual([]);
});

/** What a store does with every request for bytes of an object. */
const FOR_EVER: readonly { object: string; fault: S3Fault; says: RegExp }[] = [
  {
    object: 'busy.csv',
    fault: { kind: 'refuse', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
    says: /^s3:\/\/data\/busy\.csv: \S+ .*(?:busy|SlowDown)/,
  },
  {
    object: 'cut.csv',
    fault: { kind: 'cut', afterBytes: 0 },
    says: /^s3:\/\/data\/cut\.csv: .*connection/,
  },
];

test('a store that is at fault for a while is asked again', async () => {
  const faults = [...FOR_EVER.map(({ fault }) => fault), { kind: 'cut', afterBytes: 50_000 } as const];
  const { folder, environment } = newPlace();
  store.faults = ({ key, range }) => (key !== '' && range !== null ? faults.shift() : undefined);
  expectSuccess(await app.train(folder, [...QUICK, '--data-path', 's3://data/rows.csv'], environment));
  expect(faults).toEqual([]);
  expect(inUse(folder)).toEqual([]);
});

test('a store that is at fault for ever ends a run within the time that is waited', async () => {
  store.faults = ({ key }) => FOR_EVER.find(({ object }) => object === key)?.fault;
  const runs = FOR_EVER.map(async ({ object, says }) => {
    const { folder, environment, left } = newPlace();
    const run = await app.train(folder, [...QUICK, '--data-path', `s3://data/${object}`], environment);
    const refusal = refusalOf(run);
    expect(refusal).toMatch(says);
    expect(refusal.length).toBeLessThanOrEqual(300);
    expectNoSecretIn(run);
    expect(left()).toEqual([]);
  });
  await Promise.all(runs);
});
