import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  List,
  makeData,
  Table,
  tableFromArrays,
  TimestampMillisecond,
  TimestampSecond,
  Uint64,
  Utf8,
  vectorFromArray,
  type DataType,
  Vector,
} from 'apache-arrow';
import { FlightServer, type FlightOptions } from '../../../../testing/flight-server';
import { readColumns } from '../../../read-columns';
import { scriptedMysqlServer } from '../../../../testing/scripted-mysql-server';
import type { DatabaseSettings } from '../database-settings';
import { snapshotOfDatabase } from '../snapshot-of-database';

const PASSWORD = 'known-to-nobody';
const servers: FlightServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  const left = readdirSync(tmpdir()).filter(
    name => name.startsWith('reckit-rows-') && name.includes(`-${process.pid}-`),
  );
  expect(left).toEqual([]);
});

async function serve(options: Partial<FlightOptions>): Promise<FlightServer> {
  const server = await FlightServer.start({
    user: 'reader',
    password: PASSWORD,
    answer: () => undefined,
    ...options,
  });
  servers.push(server);
  return server;
}

const READER = {
  kind: 'doris',
  host: '127.0.0.1',
  user: 'reader',
  password: PASSWORD,
  database: 'shop',
  rows: { table: 'clicks' },
  tls: 'off',
  timeoutMs: 10_000,
} as const;

function settings({ port }: FlightServer, others: Partial<DatabaseSettings> = {}): DatabaseSettings {
  return { ...READER, port: 9030, arrowPort: port, ...others };
}

/** What a table of Arrow is in the file that is trained on, as texts. */
async function textsOf(table: Table): Promise<Record<string, (string | null)[]>> {
  const snapshot = await snapshotOfDatabase(settings(await serve({ answer: () => table })));
  try {
    const names = table.schema.fields.map(({ name }) => name);
    const features = names.map(name => ({ name, kind: 'category' as const, missing: [] }));
    const { columns } = await readColumns(snapshot.path, { features, targets: [] });
    return Object.fromEntries(
      names.map(name => {
        const column = columns.get(name);
        if (column?.kind !== 'category') throw new Error('Texts were expected.');
        return [name, Array.from(column.codes, code => (code < 0 ? null : column.values[code]))];
      }),
    );
  } finally {
    await snapshot.release();
  }
}

const column = (values: readonly unknown[], type: DataType): Vector => vectorFromArray(values, type);
const numbers = (count: number) => tableFromArrays({ n: Float64Array.from({ length: count }, (_, i) => i) });

test('every type becomes what the text protocol gives', async () => {
  const noon = Date.UTC(2026, 10, 1, 12);
  const table = new Table({
    tiny: column([1, null, -128], new Int8()),
    small: column([-1, null, 32_767], new Int16()),
    int: column([-1, null, 2 ** 31 - 1], new Int32()),
    id: column([9_007_199_254_740_993n, null, -9_007_199_254_740_993n], new Int64()),
    large: column([2n ** 64n - 1n, null, 0n], new Uint64()),
    ratio: column([0.1, null, 1.5], new Float32()),
    score: column([0.1, null, 1e20], new Float64()),
    flag: column([true, null, false], new Bool()),
    name: column(['a', null, '长的文字，超过十二个字节'], new Utf8()),
    day: column([new Date(noon), null, new Date(0)], new DateDay()),
    at: column([noon, null, noon], new TimestampSecond('Asia/Shanghai')),
    fine: column([noon + 7, null, -1], new TimestampMillisecond('+08:00')),
    items: column([[1, 2], null, []], new List(new Field('item', new Int32()))),
  });
  expect(await textsOf(table)).toEqual({
    tiny: ['1', null, '-128'],
    small: ['-1', null, '32767'],
    int: ['-1', null, '2147483647'],
    id: ['9007199254740993', null, '-9007199254740993'],
    large: ['18446744073709551615', null, '0'],
    ratio: ['0.1', null, '1.5'],
    score: ['0.1', null, '100000000000000000000'],
    flag: ['1', null, '0'],
    name: ['a', null, '长的文字，超过十二个字节'],
    day: ['2026-11-01', null, '1970-01-01'],
    at: ['2026-11-01 20:00:00', null, '2026-11-01 20:00:00'],
    fine: ['2026-11-01 20:00:00.007', null, '1970-01-01 07:59:59.999'],
    items: ['[1,2]', null, '[]'],
  });
});

test('decimals keep their digits, and lose the zeros that say nothing', async () => {
  const values = [2_500n, -1n, 0n, 10n ** 30n, -(10n ** 30n) - 5n, 2n ** 60n];
  const words = values.flatMap(value =>
    [0n, 32n, 64n, 96n].map(bits => Number((value >> bits) & 0xffff_ffffn)),
  );
  const type = new Decimal(3, 38, 128);
  const data = makeData({ type, length: values.length, data: Uint32Array.from(words) });
  expect(await textsOf(new Table({ price: new Vector([data]) }))).toEqual({
    price: ['2.5', '-0.001', '0', `1${'0'.repeat(27)}`, `-1${'0'.repeat(27)}.005`, '1152921504606846.976'],
  });
});

/** The numbers of a column of the snapshot, to the last bit. */
async function bitsOf(read: DatabaseSettings, name: string): Promise<Buffer> {
  const snapshot = await snapshotOfDatabase(read);
  try {
    const features = [{ name, kind: 'numeric' as const }];
    const column = (await readColumns(snapshot.path, { features, targets: [] })).columns.get(name);
    if (column?.kind !== 'numeric') throw new Error('Numbers were expected.');
    return Buffer.from(Float32Array.from(column.values).buffer);
  } finally {
    await snapshot.release();
  }
}

test('the same numbers give the same bits over both protocols', async () => {
  const values = Float32Array.from({ length: 5_000 }, (_, i) =>
    Math.fround(Math.sin(i) * 10 ** ((i % 60) - 30)),
  );
  const flight = await serve({ answer: () => tableFromArrays({ ratio: values }) });
  const text = await scriptedMysqlServer((_, to) => {
    to.columns({ ratio: FLOAT });
    for (const value of values) to.row([String(Number(value.toPrecision(9)))]);
    to.end();
  });
  try {
    const byRows = { ...READER, port: text.port, rows: { query: 'SELECT 1' } };
    expect((await bitsOf(settings(flight), 'ratio')).equals(await bitsOf(byRows, 'ratio'))).toBe(true);
  } finally {
    await text.close();
  }
});

const FLOAT = 4;

test('rows come in any number of batches, from the server that has them', async () => {
  const rows = new Table([...numbers(3_000).batches, ...numbers(2_500).batches, ...numbers(1).batches]);
  const backend = await serve({});
  const frontend = await serve({
    answer: () => rows,
    locations: [`grpc://127.0.0.1:${backend.port}`],
    beside: backend,
  });
  const snapshot = await snapshotOfDatabase(settings(frontend));
  expect(snapshot.rows).toBe(5_501);
  await snapshot.release();
  expect([frontend.tickets, backend.tickets]).toEqual([0, 1]);
});

test('a table is named whole; a query runs in the database', async () => {
  const server = await serve({ answer: () => numbers(3) });
  const snapshot = await snapshotOfDatabase(settings(server));
  expect(snapshot).toMatchObject({
    rows: 3,
    shown: `doris://127.0.0.1:${server.port}/shop.clicks`,
    origin: { source: 'doris', port: server.port, protocol: 'arrow-flight-sql', table: 'clicks', rows: 3 },
  });
  expect(JSON.stringify(snapshot.origin)).not.toContain(PASSWORD);
  await snapshot.release();
  await (await snapshotOfDatabase(settings(server, { rows: { query: 'SELECT n FROM clicks' } }))).release();
  expect(server.statements).toEqual(['SELECT * FROM `shop`.`clicks`', 'USE `shop`', 'SELECT n FROM clicks']);
});

test('a connection that breaks once is read anew from the start, and no row comes twice', async () => {
  const rows = new Table([...numbers(3_000).batches, ...numbers(2_500).batches]);
  const server = await serve({ answer: () => rows });
  const faults = [{ kind: 'break', behind: 2 } as const];
  server.fault = () => faults.shift();
  const notices: string[] = [];
  const snapshot = await snapshotOfDatabase(settings(server), { onNotice: text => notices.push(text) });
  expect(snapshot.rows).toBe(5_500);
  await snapshot.release();
  expect(notices).toEqual([
    expect.stringMatching(/no connection: Backend is gone\. .* All is read again\.$/),
  ]);
});

describe('is said in one line:', () => {
  const lineOf = async (server: FlightServer, others: Partial<DatabaseSettings> = {}): Promise<string> => {
    const line = await snapshotOfDatabase(settings(server, others)).then(
      () => 'It was read.',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    expect(line).toMatch(/^doris:.{1,290}$/);
    return line.replace(/:\d{4,5}/, ':PORT');
  };

  test('a wrong password, which is not shown', async () => {
    const line = await lineOf(await serve({}), { password: 'wrong' });
    expect(line).toBe(
      'doris://127.0.0.1:PORT/shop.clicks: user "reader" was not let in: Access denied for reader (known-to-nobody). Check --doris-user and the password.',
    );
    const quoting = await serve({ user: 'other' });
    expect(await lineOf(quoting)).toMatch(/Access denied for other \(\*\*\*\)/);
  });

  test('a table that is not there', async () => {
    expect(await lineOf(await serve({}))).toBe(
      "doris://127.0.0.1:PORT/shop.clicks: the server says: errCode = 2, detailMessage = Unknown table 'nothing'.",
    );
  });

  test('a table without rows', async () => {
    const empty = await serve({ answer: () => numbers(0) });
    expect(await lineOf(empty)).toMatch(/there are no rows\. Check the query, or fill the table\.$/);
  });

  test('a column that is neither number nor text', async () => {
    const nested = new List(new Field('item', new List(new Field('item', new Int32()))));
    const server = await serve({ answer: () => new Table({ deep: column([[[1]]], nested) }) });
    expect(await lineOf(server)).toMatch(/column deep: lists of .* CAST it to STRING in the query\.$/);
  });

  test('a server that breaks off each time', async () => {
    const server = await serve({ answer: () => numbers(10) });
    server.fault = () => ({ kind: 'break', behind: 1 });
    expect(await lineOf(server)).toMatch(/no connection: Backend is gone\./);
  });

  test('a server that falls silent', async () => {
    const server = await serve({ answer: () => numbers(10) });
    server.fault = () => ({ kind: 'stall', behind: 1 });
    expect(await lineOf(server, { timeoutMs: 300 })).toMatch(
      /the server has sent nothing for 0\.3 s\. .* --doris-timeout\.$/,
    );
  });

  test('nobody who listens', async () => {
    const server = await serve({});
    server.close();
    expect(await lineOf(server)).toMatch(/no connection: .* Check --doris-host, --doris-arrow-port/);
  });

  test('rows that would come in the open', async () => {
    const server = await serve({ answer: () => numbers(1), locations: ['http://127.0.0.1:1'] });
    expect(await lineOf(server)).toMatch(/the rows are at http:\/\/127\.0\.0\.1:\S+, which is not read here/);
  });
});
