/**
 * @needs mariadb
 * @needs openssl
 * @needs libxgboost
 */
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readManifest } from '@reckit/artifacts';
import { writeSampleData } from '@reckit/data';
import { mariadbServer } from '../../../../../libs/data/testing/mariadb-server';
import { expectSuccess, refusalOf, trainingApp } from '../../../../service-testing/programs/training-app';

const app = trainingApp();
const describing = trainingApp('describe');
const server = mariadbServer();
const PASSWORD = 'known-to-nobody';
const ROWS = 10_000;
const QUICK = ['--rounds', '8', '--version', 'v1'];

let csv = '';

beforeAll(async () => {
  csv = path.join(app.newFolder(), 'rows.csv');
  await writeSampleData('ranking', csv, { rows: ROWS });
  const [header, ...rows] = readFileSync(csv, 'utf8').trim().split('\n');
  const columns = header.split(',');
  await server.run(
    'CREATE DATABASE shop',
    `CREATE USER trainer IDENTIFIED BY '${PASSWORD}'`,
    'GRANT SELECT ON shop.* TO trainer',
    `CREATE TABLE shop.clicks (${columns.map(name => `${name} ${name === 'label' ? 'TINYINT(1)' : 'DOUBLE'}`).join(', ')})`,
    `INSERT INTO shop.clicks VALUES ${rows.map(row => `(${row})`).join(', ')}`,
  );
});

/** A folder with room for temporary files, and the environment of a run there. */
function newRun(): { folder: string; left: () => string[]; environment: Record<string, string> } {
  const folder = app.newFolder();
  const temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  return {
    folder,
    left: () => readdirSync(temporary).filter(name => name.startsWith('reckit-')),
    environment: {
      TMPDIR: temporary,
      MYSQL_HOST: '127.0.0.1',
      MYSQL_PORT: String(server.port),
      MYSQL_USER: 'trainer',
      MYSQL_PASSWORD: PASSWORD,
    },
  };
}

const modelOf = (folder: string) => readFileSync(path.join(folder, 'model/xgb/v1/xgb_model.json'), 'utf8');

test('a table is described as a file is', async () => {
  const { folder, environment, left } = newRun();
  const described = (...where: string[]) =>
    describing.inTurn(folder, [...where, '--for', 'xgb', '--quiet'], environment);
  const ofFile = await described(csv);
  const ofTable = await described(
    '--data-source',
    'mysql',
    '--mysql-table',
    'clicks',
    '--mysql-database',
    'shop',
  );
  expect(ofTable).toEqual(ofFile);
  expect(JSON.parse(ofFile.stdout)).toMatchObject({ label: 'label' });
  expect(left()).toEqual([]);
});

test('the same rows give the same model from a file and from a table', async () => {
  const fromFile = app.newFolder();
  expectSuccess(await app.train(fromFile, [...QUICK, '--data-path', csv]));

  const { folder, left, environment } = newRun();
  const table = ['--data-source', 'mysql', '--mysql-table', 'clicks', '--mysql-database', 'shop'];
  const run = await app.inTurn(folder, [...QUICK, ...table], environment);
  expectSuccess(run);
  expect(modelOf(folder)).toBe(modelOf(fromFile));
  expect(left()).toEqual([]);
  expect(run.stdout).toMatch(/Database +10,000 rows of mysql:\/\/127\.0\.0\.1:\d+\/shop\.clicks read in/);
  const dir = path.join(folder, 'model/xgb/v1');
  const { data } = await readManifest(dir);
  expect(data).toMatchObject({
    path: `mysql://127.0.0.1:${server.port}/shop.clicks`,
    rows: ROWS,
    origin: {
      source: 'mysql',
      host: '127.0.0.1',
      port: server.port,
      database: 'shop',
      table: 'clicks',
      rows: ROWS,
    },
  });
  for (const file of readdirSync(dir))
    expect(readFileSync(path.join(dir, file), 'utf8')).not.toContain(PASSWORD);

  // As users of Doris call it, by flags alone, and with a query.
  const { folder: other } = newRun();
  const flags = {
    host: '127.0.0.1',
    port: String(server.port),
    user: 'trainer',
    password: PASSWORD,
    query: 'SELECT * FROM shop.clicks',
  };
  const where = ['--where', 'label >= 0'];
  const args = Object.entries(flags).flatMap(([name, value]) => [`--doris-${name}`, value]);
  expectSuccess(await app.inTurn(other, [...QUICK, '--data-source', 'doris', ...args, ...where]));
  expect(modelOf(other)).toBe(modelOf(fromFile));
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
  [
    'a wrong password',
    ['--mysql-table', 'shop.clicks'],
    { MYSQL_PASSWORD: 'wrong' },
    /^mysql:\/\/127\.0\.0\.1:\d+\/shop\.clicks: user "trainer" was not let in/,
  ],
  [
    'a table that is not there',
    ['--mysql-table', 'shop.nothing'],
    {},
    /shop\.nothing: .*(no such table|may not read)/,
  ],
  [
    'a column that is not there',
    ['--mysql-query', 'SELECT label, user_age FROM shop.clicks'],
    {},
    /^mysql:\/\/127\.0\.0\.1:\d+ \(query\): no column "item_ctr"/,
  ],
  ['no rows named', [], {}, /needs to know which rows/],
  [
    'a file as well',
    ['--mysql-table', 'shop.clicks', '--data-path', 'rows.csv'],
    {},
    /--data-path rows\.csv names a file/,
  ],
])('%s ends a run with one line, and nothing is left', async (_, args, others, message) => {
  const { folder, left, environment } = newRun();
  const run = await app.inTurn(folder, ['--data-source', 'mysql', ...args], { ...environment, ...others });
  expect(refusalOf(run)).toMatch(message);
  expect(run.stdout + run.stderr).not.toContain(environment['MYSQL_PASSWORD']);
  expect(left()).toEqual([]);
  expect(readdirSync(folder)).toEqual(['temporary']);
});

test('a reading that is interrupted leaves nothing; what a killed one leaves, the next one removes', async () => {
  const { folder, left, environment } = newRun();
  // Rows for longer than anyone waits.
  const slow = ['--data-source', 'mysql', '--mysql-query', 'SELECT *, SLEEP(0.2) AS s FROM shop.clicks'];
  for (const [signal, outcome, remains] of [
    ['SIGINT', [130, null], 0],
    ['SIGKILL', [null, 'SIGKILL'], 1],
  ] as const) {
    const child = app.start(folder, slow, environment);
    const ended = once(child, 'exit');
    while (left().length === 0 && child.exitCode === null) await delay(20);
    child.kill(signal);
    expect(await ended).toEqual(outcome);
    expect(left()).toHaveLength(remains);
  }
  expectSuccess(
    await app.inTurn(
      folder,
      [...QUICK, '--data-source', 'mysql', '--mysql-table', 'shop.clicks'],
      environment,
    ),
  );
  expect(left()).toEqual([]);
});
