import { request } from 'node:http';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { requestOf, ROW } from '../../service-testing/packages/sample-rows';
import { services } from './testing/local-service';

const service = services.shared();
const start = services.perTest();

/** Scores of so many rows are more than 64 KiB; those of a tenth of them are less. */
const MANY_ROWS = 6_000;

function rowsOf(count: number): string {
  return JSON.stringify({ data: Array.from({ length: count }, (_, i) => ({ ...ROW, item_ctr: i / count })) });
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

/** Asks without undoing anything. */
function ask(
  path: string,
  acceptEncoding: string | null,
  body?: string,
  port = service().port,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const headers = acceptEncoding === null ? {} : { 'Accept-Encoding': acceptEncoding };
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request({ port, path, host: '127.0.0.1', method, agent: false, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

describe('a long answer', () => {
  let plain: Buffer;
  beforeAll(async () => {
    const answer = await ask('/predictions/xgb', null, rowsOf(MANY_ROWS));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ vary: 'Accept-Encoding' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.bytes.length).toBeGreaterThan(65_536);
    plain = answer.bytes;
  });

  test.each([
    ['gzip', 'gzip', gunzipSync],
    ['deflate', 'deflate', inflateSync],
    ['gzip;q=0.5, deflate;q=0.6, br', 'deflate', inflateSync],
  ] as const)('is compressed for %s', async (accepted, coding, undo) => {
    const { status, headers, bytes } = await ask('/predictions/xgb', accepted, rowsOf(MANY_ROWS));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': coding,
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      vary: 'Accept-Encoding',
      'x-request-id': expect.any(String),
    });
    expect(bytes.length).toBeLessThan(plain.length);
    expect(undo(bytes)).toEqual(plain);
  });

  test.each(['identity', 'gzip;q=0', 'br', 'gzip;q=0.1, identity;q=0.9', '*;q=0'])(
    'stays as it is for %s',
    async accepted => {
      const { headers, bytes } = await ask('/predictions/xgb', accepted, rowsOf(MANY_ROWS));
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['vary']).toBe('Accept-Encoding');
      expect(bytes).toEqual(plain);
    },
  );

  test('many at once are all right, and nothing is held after them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => ask('/predictions/xgb', 'gzip', rowsOf(MANY_ROWS))),
    );
    for (const { bytes } of answers) expect(gunzipSync(bytes)).toEqual(plain);
    expect(service().state.compressor.heldBytes).toBe(0);
  });

  test('is sent as it is where there is no room to compress it', async () => {
    const { state, port } = await start();
    jest.spyOn(state.compressor, 'compress').mockResolvedValue(null);
    const { headers, bytes } = await ask('/predictions/xgb', 'gzip', rowsOf(MANY_ROWS), port);
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes).toEqual(plain);
  });
});

test('a short answer is never compressed, and depends on no header', async () => {
  const { headers, bytes } = await ask('/predictions/xgb', 'gzip', rowsOf(MANY_ROWS / 10));
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['vary']).toBeUndefined();
  expect(JSON.parse(bytes.toString()).predictions).toHaveLength(MANY_ROWS / 10);
});

test('where the limit is lies in COMPRESS_MIN_BYTES; 0 compresses nothing', async () => {
  const few = await start({ COMPRESS_MIN_BYTES: '10' });
  expect((await ask('/predictions/xgb', 'gzip', rowsOf(100), few.port)).headers['content-encoding']).toBe(
    'gzip',
  );
  expect((await ask('/metrics', 'gzip', undefined, few.port)).headers['content-encoding']).toBe('gzip');
  const none = await start({ COMPRESS_MIN_BYTES: '0' });
  const answer = await ask('/predictions/xgb', 'gzip', rowsOf(MANY_ROWS), none.port);
  expect([answer.headers['content-encoding'], answer.headers['vary']]).toEqual([undefined, undefined]);
});

test('so are the long files of the page that describes the service', async () => {
  const script = await ask('/docs/swagger-ui-bundle.js', 'gzip, deflate, br');
  expect(script.headers['content-encoding']).toBe('gzip');
  const plain = await ask('/docs/swagger-ui-bundle.js', null);
  expect(gunzipSync(script.bytes)).toEqual(plain.bytes);
  expect(script.bytes.length).toBeLessThan(plain.bytes.length / 2);
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
] as const)('a body that is compressed as %s is read', async (encoding, compress) => {
  const body = JSON.stringify(requestOf(2));
  const answer = await postBytes(service().port, '/predictions/xgb', compress(body), {
    'Content-Encoding': encoding,
  });
  expect(answer.status).toBe(200);
  expect(answer.text).toBe((await postBytes(service().port, '/predictions/xgb', body)).text);
});
