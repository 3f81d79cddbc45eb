/**
 * @needs mariadb
 * @needs openssl
 * @needs libxgboost
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { builtTool, refusalOf, type ToolRun } from '../../../../libs/command-line/testing/built-tool';
import { mariadbServer } from '../../../../libs/data/testing/mariadb-server';
import { S3Server } from '../../../../libs/data/testing/s3-server';
import { writeClicks } from '../../testing/clicks';
import { expectSuccess, trainingApps } from '../../testing/trained-models';

const { xgb } = trainingApps();
const tool = builtTool('evaluate');
const database = mariadbServer();
const ADDRESS = 's3://bucket/clicks.csv';
const PASSWORD = 'known-to-nobody';
const TABLE = ['--data-source', 'mysql', '--doris-table', 'shop.clicks'];

let store: S3Server;
let folder = '';
let environment: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  folder = xgb.newFolder();
  writeClicks(folder);
  const csv = readFileSync(path.join(folder, 'clicks.csv'), 'utf8');
  store = await S3Server.start();
  store.put('bucket', 'clicks.csv', csv);
  const [header, ...rows] = csv.trim().split('\n');
  const cells = rows.map(row => `(${row.replace(/[A-Za-z]\w*/g, text => `'${text}'`)})`);
  const columns = header.split(',').map(name => `${name} ${/user|city/.test(name) ? 'TEXT' : 'DOUBLE'}`);
  await database.run(
    'CREATE DATABASE shop',
    `CREATE USER trainer IDENTIFIED BY '${PASSWORD}'`,
    'GRANT SELECT ON shop.* TO trainer',
    `CREATE TABLE shop.clicks (${columns.join(', ')})`,
    `INSERT INTO shop.clicks VALUES ${cells.join(', ')}`,
  );
  environment = {
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'a-secret',
    MYSQL_HOST: '127.0.0.1',
    MYSQL_PORT: String(database.port),
    MYSQL_USER: 'trainer',
    MYSQL_PASSWORD: PASSWORD,
    XDG_CACHE_HOME: path.join(folder, 'cache'),
  };
  for (const [version, features, ...source] of [
    ['of-object', 'little.json', '--data-path', ADDRESS, '--oss-endpoint', store.endpoint],
    ['of-table', 'all.json', ...TABLE],
  ]) {
    const described = ['--features', features, '--version', version, '--rounds', '10', '--quiet'];
    expectSuccess(await xgb.train(folder, [...described, ...source], environment));
  }
});
afterAll(() => store.close());

const evaluate = (version: string, ...more: string[]): Promise<ToolRun> =>
  tool.run(
    ['--model', 'xgb', '--version', version, '--model-dir', path.join(folder, 'model'), ...more],
    environment,
  );

test('what was held out of an object is found in it again by its address, and so under another one', async () => {
  const held = await evaluate('of-object', '--oss-endpoint', store.endpoint);
  expect(held).toMatchObject({ code: 0, stdout: expect.stringContaining(`300 rows of ${ADDRESS}`) });
  const moved = await evaluate('of-object', '--data', path.join(folder, 'clicks.csv'));
  expect(moved).toMatchObject({ code: 0, stdout: expect.stringMatching(/300 rows of .*clicks\.csv/) });
});

test('what was held out of a table is found in it again, once it is said how that is reached', async () => {
  expect(refusalOf(await evaluate('of-table'), 2)).toContain(
    'say how the database is reached, with --data-source',
  );
  const held = await evaluate('of-table', ...TABLE);
  expect(held.stdout).toMatch(/^Data +300 rows of mysql:.*shop\.clicks$/m);
  expect(held.code).toBe(0);
});

test('an object is measured whole where it is none that was trained on', async () => {
  store.put('bucket', 'later.csv', readFileSync(path.join(folder, 'later.csv')));
  const run = await evaluate('of-table', '--data', 's3://bucket/later.csv', '--oss-endpoint', store.endpoint);
  expect(run).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1,500 rows of s3://bucket/later.csv'),
  });
});
