import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { DatabaseError } from '../../errors';
import { readTable } from '../../read-table';
import {
  scriptedMysqlServer,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../../../testing/scripted-mysql-server';
import type { DatabaseSettings } from './database-settings';
import { connect } from './server/connect';
import { snapshotOfDatabase } from './snapshot-of-database';

const TINY = 1;
const DOUBLE = 5;
const LONGLONG = 8;
const STRING = 254;
const NEWDECIMAL = 246;

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
  const left = readdirSync(tmpdir()).filter(
    name => name.startsWith('reckit-rows-') && name.includes(`-${process.pid}-`),
  );
  expect(left).toEqual([]);
});

async function serve(...script: Parameters<typeof scriptedMysqlServer>): Promise<ScriptedServer> {
  server = await scriptedMysqlServer(...script);
  return server;
}

function settings({ port }: ScriptedServer, others: Partial<DatabaseSettings> = {}): DatabaseSettings {
  return {
    kind: 'doris',
    host: '127.0.0.1',
    port,
    user: 'reader',
    password: 'x',
    database: 'shop',
    rows: { query: 'SELECT n FROM t' },
    tls: 'off',
    timeoutMs: 10_000,
    ...others,
  };
}

function numbers(to: ScriptedAnswer, count: number): void {
  to.columns({ n: LONGLONG });
  for (let i = 1; i <= count; i++) to.row([String(i)]);
}

test('Doris is sent nothing but the query, and what it says of lengths and signs is not relied on', async () => {
  const doris = await serve((_, to) => {
    to.columns({ id: LONGLONG, large: STRING, price: NEWDECIMAL, ratio: DOUBLE, flag: TINY, list: STRING });
    to.row([
      '9007199254740993',
      '-170141183460469231731687303715884105728',
      '12.50',
      '0.1',
      '1',
      '["a", "b"]',
    ]);
    to.row([null, null, null, 'nan', '0', null]);
    to.end();
  });
  const snapshot = await snapshotOfDatabase(settings(doris, { rows: { table: 'internal.shop.clicks' } }));
  expect(doris.queries).toEqual([
    'SELECT * FROM `internal`.`shop`.`clicks` LIMIT 0',
    'SELECT * FROM `internal`.`shop`.`clicks`',
  ]);
  expect(snapshot.shown).toBe(`doris://127.0.0.1:${doris.port}/shop.internal.shop.clicks`);
  const names = ['id', 'large', 'price', 'ratio', 'flag', 'list'];
  const { columns } = await readTable(snapshot.path, {
    columns: names.map(name => ({ name, kind: 'text' })),
  });
  expect([...columns.values()].map(({ values }) => values)).toEqual([
    ['9007199254740993', null],
    ['-170141183460469231731687303715884105728', null],
    ['12.5', null],
    ['0.1', 'nan'],
    ['1', '0'],
    ['["a", "b"]', null],
  ]);
  await snapshot.release();
});

test('a server that hangs up in the middle once is asked again, and no row comes twice', async () => {
  let asked = 0;
  const hasty = await serve((_, to) => {
    numbers(to, ++asked === 1 ? 50 : 100);
    if (asked === 1) setTimeout(() => to.hangUp(), 50);
    else to.end();
  });
  const notices: string[] = [];
  const snapshot = await snapshotOfDatabase(settings(hasty), { onNotice: text => notices.push(text) });
  expect([snapshot.rows, asked, notices.length]).toEqual([100, 2, 1]);
  await snapshot.release();
});

test('a server that hangs up each time is asked twice', async () => {
  const hasty = await serve((_, to) => {
    numbers(to, 50);
    setTimeout(() => to.hangUp(), 20);
  });
  await expect(snapshotOfDatabase(settings(hasty))).rejects.toThrow(/the connection was lost/);
  expect(hasty.queries).toHaveLength(2);
});

test('an error behind rows is no end of them', async () => {
  const failing = await serve((_, to) => {
    numbers(to, 50);
    to.error(1105, 'errCode = 2, detailMessage = memory\nexceeded');
  });
  await expect(snapshotOfDatabase(settings(failing))).rejects.toThrow(
    /\(query\): the server says: errCode = 2, detailMessage = memory exceeded\. \(error 1105\)$/,
  );
  expect(failing.queries).toHaveLength(1);
});

test('a server that falls silent behind rows is given up', async () => {
  const silent = await serve((_, to) => numbers(to, 50));
  await expect(snapshotOfDatabase(settings(silent, { timeoutMs: 200 }))).rejects.toThrow(
    /has sent nothing for 0\.2 s\..*--doris-timeout/,
  );
});

test('a cell that is not of its column is named', async () => {
  const wrong = await serve((_, to) => {
    to.columns({ n: LONGLONG });
    to.row(['1']);
    to.row(['1.5']);
    to.end();
  });
  await expect(snapshotOfDatabase(settings(wrong))).rejects.toThrow(
    /row 2, column n: "1\.5" is no whole number of 64 bits/,
  );
});

test('a server that asks for a file of this machine gets none', async () => {
  const thief = await serve((_, to) => to.wantFile(__filename));
  await expect(snapshotOfDatabase(settings(thief, { timeoutMs: 500 }))).rejects.toThrow(DatabaseError);
  expect(Buffer.concat(thief.otherBytes).toString()).toBe('');
});

test('a server that wants TLS says so in words of its own', async () => {
  const strict = await serve(
    () => undefined,
    to => {
      to.error(1105, 'Connections using insecure transport are prohibited');
      return true;
    },
  );
  await expect(snapshotOfDatabase(settings(strict))).rejects.toThrow(
    /the server wants TLS\. Give --doris-tls/,
  );
});

test('a server without TLS is not talked to where TLS is wanted', async () => {
  const plain = await serve(() => undefined);
  await expect(snapshotOfDatabase(settings(plain, { tls: 'no-verify' }))).rejects.toThrow(
    /the server offers no TLS\. .*--doris-tls off/,
  );
});

test('a connection that cannot be had for now is tried again', async () => {
  let attempts = 0;
  const busy = await serve(
    (_, to) => to.ok(),
    to => {
      attempts++;
      if (attempts === 2) to.hangUp();
      if (attempts === 1) to.error(1040, 'Too many connections');
      return attempts < 3;
    },
  );
  (await connect(settings(busy), [1, 1])).destroy();
  expect(attempts).toBe(3);
});

test('a connection that cannot be had at all is an error of one line', async () => {
  const gone = await serve(() => undefined);
  await gone.close();
  server = undefined;
  await expect(connect(settings(gone), [1, 1])).rejects.toThrow(
    /doris:\/\/127\.0\.0\.1:\d+\/shop \(query\): the connection was refused\. Check that the server runs, and --doris-host and --doris-port\./,
  );
});
