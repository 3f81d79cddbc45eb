import { Command } from 'commander';
import type { DatabaseKind } from '@reckit/data';
import { BadTrainingData } from '../errors';
import { addDatabaseFlags, type DatabaseFlags } from './database-flags';
import { assertNoRowsAskedFor, databaseSettings } from './database-settings';

function flagsOf(...args: readonly string[]): DatabaseFlags {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addDatabaseFlags(command);
  return command.parse(args, { from: 'user' }).opts();
}

function settings(kind: DatabaseKind, args: string, environment: Readonly<Record<string, string>> = {}) {
  return databaseSettings(kind, flagsOf(...args.split(' ').filter(arg => arg !== '')), environment);
}

test.each([
  ['mysql', 3306],
  ['doris', 9030],
] as const)('what is not said of %s is as usual', (kind, port) => {
  expect(settings(kind, `--${kind}-table t`)).toEqual({
    kind,
    host: '127.0.0.1',
    port,
    user: 'root',
    password: '',
    rows: { table: 't' },
    tls: 'off',
    timeoutMs: 600_000,
  });
});

test.each(['doris', 'mysql'] as const)(
  'all can be said by flags that begin with %s, of any database',
  name => {
    const args = ['host h', 'port 4000', 'user u', 'password p', 'database d', 'tls no-verify', 'timeout 5']
      .map(flag => `--${name}-${flag}`)
      .join(' ');
    const expected = {
      host: 'h',
      port: 4000,
      user: 'u',
      password: 'p',
      database: 'd',
      tls: 'no-verify',
      timeoutMs: 5_000,
    };
    expect(settings('mysql', `${args} --${name}-table t`)).toEqual({
      ...expected,
      kind: 'mysql',
      rows: { table: 't' },
    });
    const flags = flagsOf(...args.split(' '), `--${name}-query`, ' SELECT 1 ');
    expect(databaseSettings('doris', flags, {})).toEqual({
      ...expected,
      kind: 'doris',
      rows: { query: 'SELECT 1' },
    });
  },
);

const ENVIRONMENT = {
  MYSQL_HOST: 'm',
  MYSQL_PORT: '3307',
  MYSQL_USER: 'mu',
  MYSQL_PASSWORD: ' m p ',
  MYSQL_DATABASE: 'md',
  MYSQL_TLS: 'verify',
  MYSQL_TLS_CA: 'm.pem',
};

test('the environment says what no flag does', () => {
  const expected = {
    host: 'm',
    port: 3307,
    user: 'mu',
    password: ' m p ',
    database: 'md',
    tls: 'verify',
    tlsCa: 'm.pem',
  };
  expect(settings('mysql', '--mysql-table t', ENVIRONMENT)).toMatchObject(expected);
  expect(settings('doris', '--mysql-table t', ENVIRONMENT)).toMatchObject({ ...expected, kind: 'doris' });
  expect(settings('mysql', '--mysql-table t --doris-port 1 --mysql-host h', ENVIRONMENT)).toMatchObject({
    ...expected,
    host: 'h',
    port: 1,
  });
});

test.each<[string, Readonly<Record<string, string>>, number | undefined]>([
  ['--doris-arrow-port 8070', {}, 8070],
  ['', { DORIS_ARROW_PORT: '8071' }, 8071],
  ['--doris-arrow-port 8070', { DORIS_ARROW_PORT: '8071' }, 8070],
  ['', {}, undefined],
])('rows come in columns with "%s" and %j', (args, environment, arrowPort) => {
  expect(settings('doris', `--doris-table t ${args}`, environment).arrowPort).toBe(arrowPort);
});

test('a port of Arrow Flight SQL that is none is refused', () => {
  expect(() => settings('doris', '--doris-table t --doris-arrow-port 0')).toThrow(
    /the port of Arrow Flight SQL is "0"\. .* --doris-arrow-port or DORIS_ARROW_PORT/,
  );
});

test('the environment of one database is not mixed with that of another', () => {
  const environment = { ...ENVIRONMENT, DORIS_HOST: 'd' };
  expect(settings('doris', '--doris-table t', environment)).toEqual({
    kind: 'doris',
    host: 'd',
    port: 9030,
    user: 'root',
    password: '',
    rows: { table: 't' },
    tls: 'off',
    timeoutMs: 600_000,
  });
  expect(settings('mysql', '--doris-table t', environment)).toMatchObject({ host: 'm', port: 3307 });
});

test.each([
  ['--doris-tls', 'verify'],
  ['--mysql-tls', 'verify'],
  ['--mysql-tls-ca ca.pem', 'verify'],
  ['--mysql-tls-ca ca.pem --mysql-tls off', 'off'],
  ['--doris-tls no-verify', 'no-verify'],
])('%s is TLS that is %s', (args, tls) => {
  expect(settings('mysql', `--mysql-table t ${args}`).tls).toBe(tls);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['', {}, /--data-source mysql needs to know which rows\. Give --mysql-table or --mysql-query\./],
  ['--mysql-table t --doris-query q', {}, /--mysql-table and --mysql-query are both given/],
  ['--mysql-table t --mysql-port x', {}, /the port of the database is "x"\. Give a number from 1 to 65535/],
  ['--mysql-table t', { MYSQL_PORT: '70000' }, /"70000".* --mysql-port or MYSQL_PORT/],
  ['--mysql-table t --doris-arrow-port 8070', {}, /--doris-arrow-port is for --data-source doris/],
  ['--mysql-table t', { MYSQL_TLS: 'yes' }, /MYSQL_TLS is "yes"\. Set it to verify, no-verify, off/],
])('%j with %j is refused', (args, environment, message) => {
  expect(() => settings('mysql', args, environment)).toThrow(message);
  expect(() => settings('mysql', args, environment)).toThrow(BadTrainingData);
});

test.each([
  [
    '--doris-table t',
    /--doris-table names rows of a database, but .*--data-source file\. Add --data-source doris\./,
  ],
  ['--mysql-query q', /--mysql-query names rows of a database/],
])('%s means nothing where the data come from files', (args, message) => {
  expect(() => assertNoRowsAskedFor('file', flagsOf(...args.split(' ')))).toThrow(message);
});

test('a host alone is no reason to refuse files', () => {
  assertNoRowsAskedFor('file', flagsOf('--mysql-host', 'h'));
});
