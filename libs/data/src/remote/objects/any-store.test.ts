/**
 * What holds for any store. Set S3_TEST_ENDPOINT, S3_TEST_ACCESS_KEY and S3_TEST_SECRET_KEY, and S3_TEST_REGION and
 * S3_TEST_BUCKET if need be, to ask a real one; the server of the tests otherwise.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { S3Server } from '../../../testing/s3-server';
import { readTable, textValues } from '../../read-table';
import { temporaryFiles } from '../../testing/temporary-files';
import { openObjects } from './open-objects';
import { storeConnection, type ObjectStoreSettings } from './store/store-connection';

const files = temporaryFiles();
const {
  S3_TEST_ENDPOINT: realEndpoint,
  S3_TEST_ACCESS_KEY: accessKeyId = 'AKIATEST',
  S3_TEST_SECRET_KEY: secretAccessKey = 'secret',
  S3_TEST_REGION: region = 'us-east-1',
  S3_TEST_BUCKET: bucket = 'reckit-test',
} = process.env;
/** So that runs beside this one are not disturbed. */
const FOLDER = `run-${randomBytes(4).toString('hex')}`;
const CREDENTIALS = { accessKeyId, secretAccessKey };

let server: S3Server | null = null;
let client: S3Client;
let store: ObjectStoreSettings;
const keys: string[] = [];

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  server = realEndpoint === undefined ? await S3Server.start({ credentials: CREDENTIALS }) : null;
  store = { endpoint: realEndpoint ?? server?.endpoint ?? '', region, credentials: CREDENTIALS };
  const { endpoint, pathStyle } = storeConnection({ scheme: 's3', shown: '' }, store);
  client = new S3Client({
    endpoint: endpoint ?? '',
    region,
    credentials: CREDENTIALS,
    forcePathStyle: pathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
    if (!(error instanceof Error && /^BucketAlready/.test(error.name))) throw error;
  });
});
afterAll(async () => {
  for (const Key of server ? [] : keys) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  client.destroy();
  await server?.close();
});

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const key = `${FOLDER}/${name}`;
  keys.push(key);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(content) }));
  return `s3://${bucket}/${key}`;
}

const open = (address: string, settings = store) =>
  openObjects({
    address,
    store: settings,
    cache: { folder: files.path('cache'), maxBytes: 1e9 },
    tuning: { partBytes: 100_000, retries: { attempts: 3, firstDelayMs: 10, maxDelayMs: 100 } },
  });

test.each([
  ['in many parts', 1_234_567],
  ['of one byte', 1],
  ['of a whole number of parts', 200_000],
  ['without a byte', 0],
])('an object %s', async (_, size) => {
  const content = randomBytes(size);
  const snapshot = await open(await put(`body-${size}.bin`, content));
  expect((await readFile(snapshot.path)).equals(content)).toBe(true);
  await snapshot.release();
});

test('a key with spaces, signs and letters of any script', async () => {
  const snapshot = await open(await put('día 1/书 a+b&c=d%20(e)!.csv', 'x\n1\n'));
  expect(await readFile(snapshot.path, 'utf8')).toBe('x\n1\n');
  await snapshot.release();
});

test('an object that was written again', async () => {
  const address = await put('twice.csv', 'x\n1\n');
  await (await open(address)).release();
  await put('twice.csv', 'x\n2\n');
  const snapshot = await open(address);
  expect(await readFile(snapshot.path, 'utf8')).toBe('x\n2\n');
  await snapshot.release();
});

test('a folder of more objects than a page, and a pattern', async () => {
  const names = Array.from({ length: 24 }, (_, i) => `day=${i % 3}/part-${String(i).padStart(2, '0')}.csv`);
  for (const [i, name] of names.entries()) await put(`many/${name}`, `x\n${i}\n`);
  const xs = async (address: string) => {
    const { path, release } = await open(address);
    const table = await readTable(path, { columns: [{ name: 'x', kind: 'text' }] });
    await release();
    return textValues(table, 'x').map(Number);
  };
  const inOrder = names.map((name, i) => ({ name, i })).sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(await xs(`s3://${bucket}/${FOLDER}/many/`)).toEqual(inOrder.map(({ i }) => i));
  expect(await xs(`s3://${bucket}/${FOLDER}/many/day=[01]/part-?[0-4].csv`)).toEqual(
    inOrder.filter(({ name }) => /^day=[01]\/part-.[0-4]/.test(name)).map(({ i }) => i),
  );
});

test('what is not there, and what may not be read', async () => {
  const address = await put('there.csv', 'x\n1\n');
  await expect(open(address.replace('there', 'theer'))).rejects.toThrow(
    `no such object in the bucket. Check the key. Did you mean "${FOLDER}/there.csv"?`,
  );
  await expect(open(`s3://${bucket}-nowhere/a.csv`)).rejects.toThrow(`no bucket "${bucket}-nowhere"`);
  const wrong = { ...store, credentials: { accessKeyId, secretAccessKey: 'not-the-secret' } };
  await expect(open(address, wrong)).rejects.toThrow(
    'does not accept the credentials (SignatureDoesNotMatch)',
  );
});
