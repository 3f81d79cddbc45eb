/**
 * @needs mariadb
 * @needs openssl
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataError, DatabaseError } from '../../errors';
import { fingerprint } from '../../fingerprint';
import { createRandom } from '../../random';
import { readColumns } from '../../read-columns';
import { readTable } from '../../read-table';
import { mariadbServer } from '../../../testing/mariadb-server';
import { temporaryFiles } from '../../testing/temporary-files';
import { writeParquet } from '../../write-parquet';
import type { DatabaseSettings } from './database-settings';
import { snapshotOfDatabase } from './snapshot-of-database';

const server = mariadbServer();
const files = temporaryFiles();
const PASSWORD = "s3cret'%pässword";

beforeAll(() =>
  server.run(
    `CREATE USER reader IDENTIFIED BY '${PASSWORD.replace("'", "''")}'`,
    'CREATE DATABASE shop',
    'CREATE DATABASE `odd.``name`',
    'CREATE TABLE shop.log (i INT)',
    'CREATE FUNCTION shop.written() RETURNS INT BEGIN INSERT INTO shop.log VALUES (1); RETURN 1; END',
    'GRANT SELECT ON *.* TO reader',
    "CREATE USER nobody IDENTIFIED BY 'x'",
    "CREATE USER careful IDENTIFIED BY 'x' REQUIRE SSL",
    'GRANT SELECT ON *.* TO careful',
    "CREATE USER hasty IDENTIFIED BY 'x' WITH MAX_STATEMENT_TIME 0.1",
    'GRANT SELECT ON *.* TO hasty',
  ),
);

function settings(rows: DatabaseSettings['rows'], others: Partial<DatabaseSettings> = {}): DatabaseSettings {
  return {
    kind: 'mysql',
    host: '127.0.0.1',
    port: server.port,
    user: 'reader',
    password: PASSWORD,
    database: 'shop',
    rows,
    tls: 'off',
    timeoutMs: 30_000,
    ...others,
  };
}

/** The cells of a query as texts, by column. */
async function cellsOf(rows: DatabaseSettings['rows'], columns: readonly string[]): Promise<unknown> {
  const snapshot = await snapshotOfDatabase(settings(rows));
  try {
    const table = await readTable(snapshot.path, { columns: columns.map(name => ({ name, kind: 'text' })) });
    return Object.fromEntries([...table.columns].map(([name, { values }]) => [name, values]));
  } finally {
    await snapshot.release();
  }
}

async function failure(
  rows: DatabaseSettings['rows'],
  others: Partial<DatabaseSettings> = {},
): Promise<string> {
  const error: unknown = await snapshotOfDatabase(settings(rows, others)).catch((thrown: unknown) => thrown);
  if (!(error instanceof DataError)) throw new Error(`An error of data was expected, got ${String(error)}.`);
  expect(error.message).not.toContain(PASSWORD);
  expect(error.message).not.toContain('\n');
  expect(leftFolders()).toEqual([]);
  return error.message.replaceAll(String(server.port), 'PORT');
}

function leftFolders(): string[] {
  return readdirSync(tmpdir()).filter(
    name => name.startsWith('reckit-rows-') && name.includes(`-${process.pid}-`),
  );
}

const ROWS = 10_000;

describe('the same rows from a file and from a table', () => {
  const random = createRandom(7);
  const cities = [
    'Oslo',
    ' New York ',
    '上海',
    "O'Hare",
    'São "Paulo"',
    'a,b',
    '',
    'NA',
    null,
    '007',
    '3.50',
    '\\N',
  ];
  const rows = Array.from({ length: ROWS }, (_, i) => ({
    user_id: String(9_007_199_254_740_993n + BigInt(random.integer(0, 2_000)) * 7n),
    item_id: random.integer(0, 5_000),
    price: i % 50 === 0 ? null : random.integer(0, 100_000) / 100,
    score: random.normal(0, 1e3),
    ratio: Math.fround(random.uniform(-2e7, 2e7)),
    is_new: random.integer(0, 1),
    city: cities[i % cities.length],
    tags: ['a', 'b', '7', '上'].slice(random.integer(0, 4)).join('|'),
    at: `2026-11-${String(1 + (i % 28)).padStart(2, '0')} 12:34:56`,
    label: random.integer(0, 1),
  }));
  const names = [
    'user_id',
    'item_id',
    'price',
    'score',
    'ratio',
    'is_new',
    'city',
    'tags',
    'at',
    'label',
  ] as const;

  beforeAll(async () => {
    await files.write(
      'rows.csv',
      [names.join(','), ...rows.map(row => names.map(name => csvCell(row[name])).join(','))].join('\n'),
    );
    await files.write(
      'rows.jsonl',
      // The digits of an id that no number of JavaScript has.
      rows.map(row => JSON.stringify(row).replace(/"user_id":"(\d+)"/, '"user_id":$1')).join('\n'),
    );
    await writeParquet(files.path('rows.jsonl'), files.path('rows.parquet'), {
      user_id: 'BIGINT',
      item_id: 'INTEGER',
      price: 'DOUBLE',
      score: 'DOUBLE',
      ratio: 'FLOAT',
      is_new: 'TINYINT',
      city: 'VARCHAR',
      tags: 'VARCHAR',
      at: 'VARCHAR',
      label: 'TINYINT',
    });
    await server.run(
      `CREATE TABLE shop.clicks (user_id BIGINT UNSIGNED, item_id INT, price DECIMAL(10,2), score DOUBLE, ratio FLOAT,
        is_new TINYINT(1), city VARCHAR(20), tags TEXT, at DATETIME, label BIT)`,
      ...batches(
        rows.map(
          row => `(${names.map(name => sqlCell(name === 'label' ? row.label : row[name])).join(', ')})`,
        ),
      ).map(values => `INSERT INTO shop.clicks VALUES ${values.join(', ')}`),
    );
  });

  const request = {
    features: [
      ...['item_id', 'price', 'score', 'ratio', 'is_new'].map(name => ({ name, kind: 'numeric' as const })),
      { name: 'city', kind: 'category' as const },
      { name: 'at', kind: 'category' as const },
      { name: 'tags', kind: 'sequence' as const, separator: '|' },
    ],
    targets: ['label'],
    groups: 'user_id',
  };
  const categories = {
    features: ['item_id', 'price', 'is_new', 'ratio'].map(name => ({ name, kind: 'category' as const })),
    targets: [],
  };

  test.each([{ table: 'clicks' }, { query: 'SELECT *, ratio + 0e0 AS exact FROM clicks' }])(
    'give the same matrix bit by bit: %j',
    async source => {
      const snapshot = await snapshotOfDatabase(settings(source));
      const isTable = 'table' in source;
      const withExact = {
        ...request,
        features: request.features.map(feature =>
          feature.name === 'ratio' && !isTable ? { ...feature, name: 'exact' } : feature,
        ),
      };
      const asInFiles = (read: unknown): unknown =>
        JSON.parse(JSON.stringify(bitsOf(read)).replaceAll('"exact"', '"ratio"'));
      const expected = bitsOf(await readColumns(files.path('rows.csv'), request));
      expect(asInFiles(await readColumns(snapshot.path, withExact))).toEqual(expected);
      expect(bitsOf(await readColumns(files.path('rows.jsonl'), request))).toEqual(expected);
      expect(bitsOf(await readColumns(files.path('rows.parquet'), request))).toEqual(expected);
      if (isTable) {
        const expected = bitsOf(await readColumns(files.path('rows.csv'), categories));
        expect(bitsOf(await readColumns(snapshot.path, categories))).toEqual(expected);
      }
      expect(snapshot).toMatchObject({
        rows: ROWS,
        shown: `mysql://127.0.0.1:${server.port}/shop${isTable ? '.clicks' : ' (query)'}`,
        origin: { source: 'mysql', database: 'shop', ...source, rows: ROWS },
      });
      await snapshot.release();
      expect(existsSync(snapshot.path)).toBe(false);
    },
  );

  test('give a file of the same bytes each time', async () => {
    const digests: string[] = [];
    for (let i = 0; i < 2; i++) {
      const snapshot = await snapshotOfDatabase(settings({ table: 'shop.clicks' }, { database: undefined }));
      digests.push((await fingerprint(snapshot.path)).sha256);
      await snapshot.release();
    }
    expect(digests[0]).toBe(digests[1]);
  });

  test('a FLOAT that a query names is told of, for MySQL rounds it', async () => {
    const notices: string[] = [];
    const snapshot = await snapshotOfDatabase(settings({ query: 'SELECT ratio FROM clicks LIMIT 5' }), {
      onNotice: text => notices.push(text),
    });
    await snapshot.release();
    expect(notices).toEqual([
      'column ratio is a FLOAT, which MySQL sends rounded to six digits. Select ratio + 0e0 AS ratio for all of them.',
    ]);
  });
});

test('every type has its rule', async () => {
  await server.run(
    `CREATE TABLE \`odd.\`\`name\`.\`a table\` (
      tiny TINYINT UNSIGNED, small SMALLINT, medium MEDIUMINT, big BIGINT, huge BIGINT UNSIGNED, filled INT(6) ZEROFILL,
      money DECIMAL(65,30), year YEAR, bits BIT(12), day DATE, moment DATETIME(3), stamp TIMESTAMP NULL, clock TIME,
      kind ENUM('a','b'), kinds SET('x','y'), doc JSON, bytes BLOB, fixed BINARY(3), \`a \`\`name\` VARCHAR(10))`,
    `INSERT INTO \`odd.\`\`name\`.\`a table\` VALUES
      (255, -32768, 8388607, -9223372036854775808, 18446744073709551615, 42,
       1.500000000000000000000000000001, 2026, b'101000000001', '0000-00-00', '2026-11-01 01:02:03.4', '2026-11-02', '-12:30',
       'b', 'x,y', '{"a": [1, 2]}', 'text', 'abc', 'x'),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
  );
  const expected = {
    tiny: '255',
    small: '-32768',
    medium: '8388607',
    big: '-9223372036854775808',
    huge: '18446744073709551615',
    filled: '42',
    money: '1.500000000000000000000000000001',
    year: '2026',
    bits: '2561',
    day: '0000-00-00',
    moment: '2026-11-01 01:02:03.400',
    stamp: '2026-11-02 00:00:00',
    clock: '-12:30:00',
    kind: 'b',
    kinds: 'x,y',
    doc: '{"a": [1, 2]}',
    bytes: 'text',
    fixed: 'abc',
    'a `name': 'x',
  };
  const query = 'SELECT * FROM `odd.``name`.`a table`';
  expect(await cellsOf({ query }, Object.keys(expected))).toEqual(
    Object.fromEntries(Object.entries(expected).map(([name, cell]) => [name, [cell, null]])),
  );
  const snapshot = await snapshotOfDatabase(settings({ table: 'a table' }, { database: 'odd.`name' }));
  expect(snapshot.rows).toBe(2);
  await snapshot.release();
});

test('a result of millions of cells is read to its end, whatever its order', async () => {
  const query = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000) SELECT i, i * 7 AS j FROM n`;
  const seen: number[] = [];
  const snapshot = await snapshotOfDatabase(settings({ query }), { onRows: rows => seen.push(rows) });
  const { columns } = await readTable(snapshot.path, { columns: [{ name: 'i', kind: 'numeric' }] });
  const values = columns.get('i')?.values ?? [];
  expect(values.length).toBe(600_000);
  expect(values.every((value, row) => value === row + 1)).toBe(true);
  expect(seen).toEqual([100_000, 200_000, 300_000, 400_000, 500_000, 600_000]);
  await snapshot.release();
});

describe('a connection that is lost', () => {
  // More than what the system keeps of it on its way.
  const ROWS = 200_000;

  beforeAll(() =>
    server.run(
      'CREATE TABLE shop.numbers (i INT, filler CHAR(250))',
      `INSERT INTO shop.numbers WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) SELECT i, REPEAT('x', 250) FROM n`,
    ),
  );

  test('by a restart of the server is read anew from the start, and none is missing', async () => {
    let restarted: Promise<void> | undefined;
    const notices: string[] = [];
    const snapshot = await snapshotOfDatabase(settings({ table: 'numbers' }), {
      onRows: () => {
        restarted ??= server.restart();
      },
      onNotice: text => notices.push(text),
    });
    await restarted;
    expect(snapshot.rows).toBe(ROWS);
    expect(notices).toEqual([expect.stringMatching(/the connection was lost \(\w+\).*All is read again\.$/)]);
    await snapshot.release();
  });

  test('a second time is an error', async () => {
    const error: unknown = await snapshotOfDatabase(
      settings({ query: `SELECT /* marked */ * FROM numbers` }),
      { onRows: rows => rows === 100_000 && void killMarked() },
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(String(error)).toMatch(/the connection was lost/);
    expect(leftFolders()).toEqual([]);
  });

  async function killMarked(): Promise<void> {
    await server.run(
      `SELECT CONCAT('KILL ', id) INTO @kill FROM information_schema.processlist WHERE info LIKE 'SELECT /* marked */%'`,
      'EXECUTE IMMEDIATE @kill',
    );
  }
});

test.each<[string, DatabaseSettings['rows'], Partial<DatabaseSettings>, RegExp]>([
  [
    'a wrong password',
    { table: 't' },
    { password: 'wrong' },
    /PORT\/shop\.t: user "reader" was not let in: Access denied .* Check --mysql-user and the password\.$/,
  ],
  ['an unknown user', { table: 't' }, { user: 'some\nbody' }, /user "some\\nbody" was not let in/],
  [
    'no right to read',
    { table: 'clicks' },
    { user: 'nobody', password: 'x' },
    /user "nobody" may not read this: .*Ask for the right to SELECT/,
  ],
  [
    'a database that is not there',
    { table: 't' },
    { database: 'nowhere' },
    /no such database: Unknown database 'nowhere'\. Check --mysql-database/,
  ],
  [
    'a table that is not there',
    { table: 'nothing' },
    {},
    /no such table: Table 'shop\.nothing' doesn't exist\. Check its name/,
  ],
  [
    'no database',
    { table: 't' },
    { database: undefined },
    /no database is chosen. Name it with --mysql-database/,
  ],
  [
    'a column that is not there',
    { query: 'SELECT nothing FROM clicks' },
    {},
    /PORT\/shop \(query\): no such column: Unknown column 'nothing'/,
  ],
  [
    'broken SQL',
    { query: 'SELECT FROM' },
    {},
    /the query cannot be understood: You have an error in your SQL syntax/,
  ],
  ['two statements', { query: 'SELECT 1; SELECT 2' }, {}, /the query cannot be understood/],
  [
    'a statement that writes',
    { query: 'DELETE FROM clicks' },
    { user: 'root', password: '' },
    /only queries that read are run here/,
  ],
  [
    'a function that writes',
    { query: 'SELECT shop.written()' },
    { user: 'root', password: '' },
    /only what reads is run here/,
  ],
  [
    'a statement that drops',
    { query: 'DROP TABLE clicks' },
    { user: 'root', password: '' },
    /only queries that read are run here/,
  ],
  ['a statement without a result', { query: 'SELECT 1 INTO @a' }, {}, /the query has no result/],
  [
    'no rows',
    { query: 'SELECT 1 AS a FROM clicks WHERE 0' },
    {},
    /there are no rows. Check the query, or fill the table/,
  ],
  ['a name twice', { query: 'SELECT 1 AS a, 2 AS a' }, {}, /names column "a" more than once/],
  ['names that differ in case', { query: 'SELECT 1 AS a, 2 AS A' }, {}, /"a" and "A" differ only in case/],
  ['no name', { query: "SELECT 1 AS a, 2 AS ''" }, {}, /column 2 of the result has no name/],
  [
    'geometries',
    { query: 'SELECT 1 AS a, POINT(1, 2) AS place' },
    {},
    /column place: geometries .*ST_AsText/,
  ],
  [
    'bytes',
    { query: "SELECT i, IF(i = 3, x'ff', 'a') AS b FROM (SELECT 1 AS i UNION SELECT 2 UNION SELECT 3) AS n" },
    {},
    /row 3, column b: bytes .*HEX/,
  ],
  [
    'a query that takes too long for the server',
    { query: 'SELECT SLEEP(5) FROM clicks' },
    { user: 'hasty', password: 'x' },
    /the server cut the query off for its time/,
  ],
  [
    'a query that takes too long for us',
    { query: 'SELECT SLEEP(20)' },
    { timeoutMs: 300 },
    /the server has sent nothing for 0\.3 s/,
  ],
  [
    'TLS that nobody vouches for',
    { table: 'clicks' },
    { host: 'localhost', tls: 'verify' },
    /localhost.* TLS cannot be agreed on: .*--mysql-tls-ca/,
  ],
  [
    'a certificate for another name',
    { table: 'clicks' },
    { tls: 'verify' },
    /named by its address cannot be checked/,
  ],
  [
    'certificates that are not there',
    { table: 'clicks' },
    { host: 'localhost', tls: 'verify', tlsCa: '/nowhere.pem' },
    /nowhere\.pem cannot be read \(ENOENT\)/,
  ],
  [
    'an unknown host',
    { table: 'clicks' },
    { host: 'no-such-host.invalid' },
    /no host "no-such-host\.invalid" is known here/,
  ],
])('%s is one clear line', async (_, rows, others, message) => {
  expect(await failure(rows, others)).toMatch(message);
});

test('rows come over TLS where it is asked for', async () => {
  expect(await failure({ table: 'clicks' }, { user: 'careful', password: 'x' })).toMatch(
    /Access denied|wants TLS/,
  );
  for (const tls of [
    { tls: 'verify', host: 'localhost', tlsCa: server.certificate },
    { tls: 'no-verify' },
  ] as const) {
    const snapshot = await snapshotOfDatabase(
      settings({ table: 'clicks' }, { user: 'careful', password: 'x', ...tls }),
    );
    expect(snapshot.rows).toBe(ROWS);
    await snapshot.release();
  }
});

test('what a killed process has left goes with the next one, and what is in use stays', async () => {
  const script = `const { mkdtempSync } = require('node:fs');
    const { hostname, tmpdir } = require('node:os');
    console.log(mkdtempSync(tmpdir() + '/reckit-rows-' + hostname().replaceAll(/[^\\w.]/g, '_') + '-' + process.pid + '-'));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [printed] = await once(child.stdout, 'data');
  const left = String(printed).trim();
  const during = await snapshotOfDatabase(settings({ table: 'clicks' }));
  expect((await stat(left)).isDirectory()).toBe(true);
  child.kill('SIGKILL');
  await ended;
  const after = await snapshotOfDatabase(settings({ table: 'clicks' }));
  expect(existsSync(left)).toBe(false);
  expect(existsSync(during.path)).toBe(true);
  await during.release();
  await after.release();
  expect(existsSync(path.dirname(after.path))).toBe(false);
});

function csvCell(cell: string | number | null): string {
  return cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`;
}

function sqlCell(cell: string | number | null): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'number' ? String(cell) : `'${cell.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function batches<T>(values: readonly T[]): T[][] {
  const size = 1_000;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

/** All of a result in a form that JSON keeps, numbers by their bits. */
function bitsOf(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, entry]) => [key, bitsOf(entry)]));
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, bitsOf(entry)]));
  }
  return value;
}
