import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../errors';
import { numericValues, readTable } from '../../read-table';
import { S3Server, type S3Fault, type S3Request } from '../../../testing/s3-server';
import { temporaryFiles } from '../../testing/temporary-files';
import { openObjects, type DownloadTuning, type ObjectsRequest } from './open-objects';

const files = temporaryFiles();
const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret/that+nobody=sees' };
const QUICK: DownloadTuning = {
  retries: { attempts: 4, firstDelayMs: 1, maxDelayMs: 5 },
  timeouts: { connectMs: 10_000, silentMs: 10_000 },
  partBytes: 1000,
  parallel: 4,
};
/** For stores that fall silent: more tries, since a busy machine is silent as well. */
const IMPATIENT: DownloadTuning = {
  ...QUICK,
  retries: { ...QUICK.retries, attempts: 20 },
  timeouts: { connectMs: 10_000, silentMs: 300 },
};
const BODY = randomBytes(10_500);

let server: S3Server;
let folder = '';
let folders = 0;

beforeAll(async () => {
  server = await S3Server.start({ credentials: CREDENTIALS, pageSize: 3 });
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = files.path(`cache-${folders++}`);
  await mkdir(folder);
  server.requests.length = 0;
  server.faults = () => undefined;
  server.clockAheadMs = 0;
  server.put('bucket', 'body.bin', BODY);
});

function open(address: string, more: Partial<ObjectsRequest> = {}) {
  return openObjects({
    address,
    store: { endpoint: server.endpoint, region: 'us-east-1', credentials: CREDENTIALS },
    cache: { folder, maxBytes: 1e6 },
    tuning: QUICK,
    ...more,
  });
}

/** What an object holds here, and nothing stays in use. */
async function contentOf(address: string, more: Partial<ObjectsRequest> = {}): Promise<Buffer> {
  const snapshot = await open(address, more);
  try {
    return await readFile(snapshot.path);
  } finally {
    await snapshot.release();
  }
}

async function refusalOf(address: string, more: Partial<ObjectsRequest> = {}): Promise<string> {
  const error: unknown = await open(address, more).then(
    () => 'it was opened',
    (error: unknown) => error,
  );
  if (!(error instanceof DataError)) throw error;
  expect(error.message).not.toContain(CREDENTIALS.secretAccessKey);
  expect(error.message).not.toContain('\n');
  expect(await usesIn(folder)).toEqual([]);
  return error.message.replaceAll(server.endpoint, 'STORE').replaceAll(folder, 'CACHE');
}

const usesIn = (cache: string) => readdir(join(cache, 'uses')).catch(() => []);

/** Lets something go wrong with the first so many requests for parts of the object. */
function failing(times: number, fault: S3Fault): void {
  let left = times;
  server.faults = request => (isPart(request) && left-- > 0 ? fault : undefined);
}

const isPart = ({ key, range }: S3Request) => key === 'body.bin' && range !== null && range.to > 1;

describe('an object', () => {
  test('comes in parts, is called as it was asked for, and is described without a secret', async () => {
    const progress: number[] = [];
    const snapshot = await open('s3://bucket/body.bin', { onProgress: done => progress.push(done) });
    expect(await readFile(snapshot.path)).toEqual(BODY);
    expect(snapshot.shown).toBe('s3://bucket/body.bin');
    expect(snapshot.origin).toEqual({
      store: server.endpoint,
      region: 'us-east-1',
      bucket: 'bucket',
      key: 'body.bin',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      modified: expect.stringMatching(/^\d{4}-/),
    });
    expect(server.rangesOf('body.bin')).toHaveLength(11);
    expect(progress.at(-1)).toBe(BODY.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    await snapshot.release();
    expect(await usesIn(folder)).toEqual([]);
  });

  test('that is there is not downloaded again, and one that has changed is', async () => {
    await contentOf('s3://bucket/body.bin');
    server.requests.length = 0;
    expect(await contentOf('s3://bucket/body.bin')).toEqual(BODY);
    expect(server.rangesOf('body.bin')).toEqual([]);
    server.put('bucket', 'body.bin', 'other');
    expect(String(await contentOf('s3://bucket/body.bin'))).toBe('other');
  });

  test('is not taken for that of another bucket or store', async () => {
    await contentOf('s3://bucket/body.bin');
    server.put('other', 'body.bin', BODY);
    server.requests.length = 0;
    await contentOf('s3://other/body.bin');
    expect(server.rangesOf('body.bin')).toHaveLength(11);
  });

  test('may have a key of any letters', async () => {
    server.put('bucket', 'Daten für 书/a b+c%20&=!.csv', 'x\n2\n');
    expect(String(await contentOf('s3://bucket/Daten für 书/a b+c%20&=!.csv'))).toBe('x\n2\n');
  });

  test('may be empty', async () => {
    server.put('bucket', 'empty.csv', '');
    expect(await contentOf('s3://bucket/empty.csv')).toHaveLength(0);
  });

  test('is read under its own name, which tells the format', async () => {
    server.put('bucket', 'rows.tsv', 'a\tb\n1\t2\n');
    const snapshot = await open('oss://bucket/rows.tsv');
    const options = { shownAs: snapshot.shown, columns: [{ name: 'b', kind: 'numeric' }] as const };
    expect([...numericValues(await readTable(snapshot.path, options), 'b')]).toEqual([2]);
    const missing = readTable(snapshot.path, { ...options, columns: [{ name: 'c', kind: 'numeric' }] });
    await expect(missing).rejects.toThrow('oss://bucket/rows.tsv: no column "c". The file has a, b.');
    await snapshot.release();
  });
});

describe('a download', () => {
  test.each<[string, S3Fault]>([
    ['a store that is busy', { kind: 'refuse', status: 503, code: 'SlowDown' }],
    ['an error of the store', { kind: 'refuse', status: 500, code: 'InternalError' }],
    ['a connection that is reset', { kind: 'reset' }],
    ['an answer that is cut off', { kind: 'cut', afterBytes: 300 }],
    ['a store that falls silent', { kind: 'stall', afterBytes: 300 }],
    ['a store that does not answer', { kind: 'stall', afterBytes: 0 }],
  ])('outlasts %s', async (_, fault) => {
    failing(3, fault);
    const tuning = fault.kind === 'stall' ? IMPATIENT : QUICK;
    expect(await contentOf('s3://bucket/body.bin', { tuning })).toEqual(BODY);
  });

  test('goes on where the connection broke', async () => {
    failing(1, { kind: 'cut', afterBytes: 300 });
    await contentOf('s3://bucket/body.bin', { tuning: { ...QUICK, parallel: 1 } });
    const ranges = server.rangesOf('body.bin');
    expect(ranges.slice(0, 3)).toEqual([
      { from: 0, to: 1000 },
      { from: 300, to: 1000 },
      { from: 1000, to: 2000 },
    ]);
  });

  test('is not given up while it comes on', async () => {
    server.faults = request => (isPart(request) ? { kind: 'cut', afterBytes: 130 } : undefined);
    expect(await contentOf('s3://bucket/body.bin')).toEqual(BODY);
  });

  test('that was given up goes on with the parts that are there', async () => {
    server.faults = request =>
      isPart(request) && (request.range?.from ?? 0) >= 5000
        ? { kind: 'refuse', status: 403, code: 'AccessDenied' }
        : undefined;
    const one = { tuning: { ...QUICK, parallel: 1 } };
    expect(await refusalOf('s3://bucket/body.bin', one)).toContain('access denied');
    server.faults = () => undefined;
    server.requests.length = 0;
    // This process lives on; as another one would, it looks whether whoever wrote it does.
    await disown(folder);
    expect(await contentOf('s3://bucket/body.bin', one)).toEqual(BODY);
    expect(server.rangesOf('body.bin').map(({ from }) => from)).toEqual([
      5000, 6000, 7000, 8000, 9000, 10_000,
    ]);
  });
});

/** Makes what this process has left look like that of one that has ended. */
async function disown(cache: string): Promise<void> {
  const { rename } = await import('node:fs/promises');
  for (const entry of await readdir(join(cache, 'objects'))) {
    for (const name of await readdir(join(cache, 'objects', entry))) {
      const path = join(cache, 'objects', entry, name);
      await rename(path, path.replace(`.${process.pid}_`, '.4194305_'));
    }
  }
}

describe('is said in one line:', () => {
  test.each<[string, string, Partial<ObjectsRequest>, string]>([
    [
      'no such bucket',
      's3://buckte/body.bin',
      {},
      's3://buckte/body.bin: no bucket "buckte" at STORE. Check its name, and --oss-endpoint.',
    ],
    [
      'no such object, and one that is near',
      's3://bucket/bodi.bin',
      {},
      's3://bucket/bodi.bin: no such object in the bucket. Check the key. Did you mean "body.bin"?',
    ],
    [
      'a folder without its slash',
      's3://bucket/logs',
      {},
      's3://bucket/logs: no such object in the bucket. Check the key. It is a folder: write / behind it for all that is in it.',
    ],
    [
      'an empty folder',
      's3://bucket/nothing/',
      {},
      's3://bucket/nothing/: nothing is there. Check the folder.',
    ],
    [
      'a pattern that nothing matches',
      's3://bucket/logs/*.parquet',
      {},
      's3://bucket/logs/*.parquet: none of the 1 objects there matches. Check the pattern.',
    ],
    [
      'a bucket alone',
      's3://bucket',
      {},
      's3://bucket: the address names a bucket, and no object in it. Write s3://bucket/key for an object, s3://bucket/folder/ for all below a folder, or a pattern such as s3://bucket/dt=*/part-*.csv.',
    ],
    [
      'an endpoint that is none',
      's3://bucket/body.bin',
      { store: { endpoint: 'ftp://host' } },
      's3://bucket/body.bin: "ftp://host" is no address of a store. Write --oss-endpoint (or OSS_ENDPOINT_URL) as https://host or http://host:9000, without a user or a bucket.',
    ],
    [
      'a cache that is too small',
      's3://bucket/body.bin',
      { cache: { folder: '', maxBytes: 5000 } },
      's3://bucket/body.bin: 11 kB are to be downloaded, and the cache may have 5.0 kB. Raise --cache-size.',
    ],
  ])('%s', async (_, address, more, expected) => {
    server.put('bucket', 'logs/a.csv', 'x\n1\n');
    const given = more.cache === undefined ? more : { ...more, cache: { ...more.cache, folder } };
    expect(await refusalOf(address, given)).toBe(expected);
  });

  test('wrong credentials', async () => {
    const store = (accessKeyId: string, secretAccessKey: string) => ({
      store: { endpoint: server.endpoint, region: 'x', credentials: { accessKeyId, secretAccessKey } },
    });
    expect(await refusalOf('s3://bucket/body.bin', store('AKIAOTHER', 'b'))).toBe(
      's3://bucket/body.bin: STORE does not accept the credentials (InvalidAccessKeyId). Check the access key and the secret key; those for a time may have expired.',
    );
    const refusal = await refusalOf('s3://bucket/body.bin', store('AKIATEST', 'wrong-secret'));
    expect(refusal).toContain('does not accept the credentials (SignatureDoesNotMatch)');
    expect(refusal).not.toContain('wrong-secret');
  });

  test.each<[string, S3Fault, string]>([
    [
      'access denied',
      { kind: 'refuse', status: 403, code: 'AccessDenied' },
      'access denied (AccessDenied): the credentials may not read this, or it does not exist. They need s3:GetObject, and s3:ListBucket for folders.',
    ],
    [
      'another region',
      {
        kind: 'refuse',
        status: 400,
        code: 'AuthorizationHeaderMalformed',
        message: "The region 'us-east-1' is wrong; expecting 'eu-west-1'",
      },
      'the bucket "bucket" lies in another region, eu-west-1. Name it with --oss-region (AWS_REGION) and its --oss-endpoint.',
    ],
    [
      'a redirect',
      { kind: 'refuse', status: 301, code: 'PermanentRedirect' },
      'the bucket "bucket" lies in another region. Name it with --oss-region (AWS_REGION) and its --oss-endpoint.',
    ],
    [
      'an address without the bucket in the host',
      { kind: 'refuse', status: 403, code: 'SecondLevelDomainForbidden' },
      'STORE does not take requests for a bucket at this address (SecondLevelDomainForbidden). Check --oss-endpoint, such as https://s3.oss-cn-hangzhou.aliyuncs.com.',
    ],
    [
      'an object in an archive',
      { kind: 'refuse', status: 403, code: 'InvalidObjectState' },
      'the object lies in an archive. Restore it, or copy it to another storage class.',
    ],
    [
      'a store that is busy for ever',
      { kind: 'refuse', status: 503, code: 'SlowDown' },
      'STORE answers 503 SlowDown again and again. Try again later.',
    ],
    [
      'a refusal that nobody knows',
      { kind: 'refuse', status: 400, code: 'Oddity', message: 'That is odd.' },
      'STORE answers 400 Oddity: That is odd.',
    ],
    [
      'what is no store',
      { kind: 'refuse', status: 200, code: 'Login' },
      'STORE does not answer as a store of S3 does (no ETag or no size). Check --oss-endpoint.',
    ],
    [
      'connections that are reset for ever',
      { kind: 'reset' },
      'STORE cannot be reached (ECONNRESET). Check --oss-endpoint or the region, and the network.',
    ],
  ])('%s', async (_, fault, expected) => {
    server.faults = () => fault;
    expect(await refusalOf('s3://bucket/body.bin')).toBe(`s3://bucket/body.bin: ${expected}`);
  });

  test('an answer that is cut off for ever', async () => {
    server.faults = request => (isPart(request) ? { kind: 'cut', afterBytes: 0 } : undefined);
    expect(await refusalOf('s3://bucket/body.bin')).toContain('STORE breaks off its answers');
  });

  test('nobody who listens', async () => {
    const other = await S3Server.start();
    const { endpoint } = other;
    await other.close();
    const store = { endpoint, region: 'x', credentials: CREDENTIALS };
    expect((await refusalOf('s3://bucket/body.bin', { store })).replace(endpoint, 'STORE')).toBe(
      's3://bucket/body.bin: STORE cannot be reached (ECONNREFUSED). Check --oss-endpoint or the region, and the network.',
    );
  });

  test('an object that changes while it is read', async () => {
    server.faults = request => {
      if (isPart(request) && request.range?.from === 3000) server.put('bucket', 'body.bin', 'other');
      return undefined;
    };
    expect(await refusalOf('s3://bucket/body.bin')).toBe(
      's3://bucket/body.bin: the object changed while it was read. Start again once it is written to its end.',
    );
    server.faults = () => undefined;
    expect(String(await contentOf('s3://bucket/body.bin'))).toBe('other');
  });

  test('a cache where nothing can be written', async () => {
    const taken = join(folder, 'file');
    await writeFile(taken, '');
    expect(await refusalOf('s3://bucket/body.bin', { cache: { folder: taken, maxBytes: 1e6 } })).toBe(
      's3://bucket/body.bin: the cache CACHE/file cannot be written (ENOTDIR). Check its permissions, or name another folder with --cache-dir.',
    );
  });
});

test('a clock that is wrong is put right by that of the store', async () => {
  server.clockAheadMs = 60 * 60 * 1000;
  expect(await contentOf('s3://bucket/body.bin')).toEqual(BODY);
});

test('many parts at once leave nothing behind that Node would warn of', async () => {
  const warned: string[] = [];
  const listen = ({ message }: Error) => warned.push(message);
  process.on('warning', listen);
  server.put('bucket', 'large.bin', randomBytes(60_000));
  await contentOf('s3://bucket/large.bin', { tuning: { ...QUICK, parallel: 16 } });
  await new Promise(resolve => setImmediate(resolve));
  process.off('warning', listen);
  expect(warned).toEqual([]);
});

test('several processes at once download it once', async () => {
  const [one, other] = await Promise.all([open('s3://bucket/body.bin'), open('s3://bucket/body.bin')]);
  expect(await readFile(one.path)).toEqual(BODY);
  expect(await readFile(other.path)).toEqual(BODY);
  await Promise.all([one.release(), other.release()]);
  expect(server.rangesOf('body.bin')).toHaveLength(11);
});

test('what is in use stays readable, whatever is done to the cache', async () => {
  const snapshot = await open('s3://bucket/body.bin');
  await rm(join(folder, 'objects'), { recursive: true });
  expect(await readFile(snapshot.path)).toEqual(BODY);
  await snapshot.release();
});

describe('several objects', () => {
  beforeAll(() => {
    for (const day of [21, 22, 23]) {
      for (const part of [0, 1])
        server.put('logs', `app/dt=2026-11-${day}/part-${part}.csv`, `x\n${day}${part}\n`);
    }
    server.put('logs', 'app/_SUCCESS', '');
    server.put('logs', 'app/dt=2026-11-21/', '');
    server.put('logs', 'app/dt=2026-11-21/.part-0.csv.crc', 'x');
  });

  async function rowsOf(address: string): Promise<readonly [number, string | null][]> {
    const { path, shown, root, release } = await open(address);
    const table = await readTable(path, {
      shownAs: shown,
      ...(root !== undefined && { shownRoot: root }),
      columns: [
        { name: 'x', kind: 'numeric' },
        { name: 'dt', kind: 'text' },
      ],
    });
    await release();
    const [x, dt] = ['x', 'dt'].map(name => table.columns.get(name)?.values ?? []);
    return [...x].map((value, i) => [Number(value), String(dt[i])]);
  }

  test('of a folder are one table, listed page by page, with the folders as columns', async () => {
    expect(await rowsOf('s3://logs/app/')).toEqual(
      [21, 22, 23].flatMap(day => [0, 1].map(part => [Number(`${day}${part}`), `2026-11-${day}`])),
    );
    expect(server.requests.filter(({ key }) => key === '')).toHaveLength(3);
  });

  test('of a pattern are those that match', async () => {
    expect(await rowsOf('s3://logs/app/dt=2026-11-2[12]/part-*.csv')).toEqual([
      [210, '2026-11-21'],
      [211, '2026-11-21'],
      [220, '2026-11-22'],
      [221, '2026-11-22'],
    ]);
  });

  test('are described by their states', async () => {
    const snapshot = await open('s3://logs/app/dt=2026-11-21/');
    expect(snapshot.origin).toMatchObject({
      key: 'app/dt=2026-11-21/',
      object_count: 2,
      objects: [{ key: 'app/dt=2026-11-21/part-0.csv', bytes: 6 }, { key: 'app/dt=2026-11-21/part-1.csv' }],
    });
    await snapshot.release();
  });

  test('name the one with a fault', async () => {
    server.put('broken', 'day/a.csv', 'x\n1\n');
    server.put('broken', 'day/b.csv', 'x\n2\nthree\n');
    const { path, shown, root, release } = await open('s3://broken/day/');
    const read = readTable(path, {
      shownAs: shown,
      ...(root !== undefined && { shownRoot: root }),
      columns: [{ name: 'x', kind: 'numeric' }],
    });
    await expect(read).rejects.toThrow(
      's3://broken/day/b.csv: row 2 (line 3), column x: expected a number, got "three".',
    );
    await release();
  });

  test('are refused if one of them is', async () => {
    server.faults = ({ key }) =>
      key.endsWith('22/part-1.csv') ? { kind: 'refuse', status: 403, code: 'AccessDenied' } : undefined;
    expect(await refusalOf('s3://logs/app/')).toContain(
      's3://logs/app/dt=2026-11-22/part-1.csv: access denied',
    );
  });
});
