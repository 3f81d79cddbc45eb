import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { S3Server } from '../../../testing/s3-server';
import { temporaryFiles } from '../../testing/temporary-files';
import { ObjectStoreError } from './errors';
import { putObject, type ObjectContent } from './put-object';

const files = temporaryFiles();
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret/that+nobody=sees' };
const BUCKET = 'models';
const KEY = 'xgb/v1/model.tar.gz';
const METADATA = { sha256: 'abc' };

let server: S3Server;

beforeEach(async () => {
  server = await S3Server.start({ credentials });
  server.put(BUCKET, 'there', '');
});
afterEach(() => server.close());

const put = (content: ObjectContent, onProgress?: (done: number, total: number) => void) =>
  putObject({
    address: `s3://${BUCKET}/${KEY}`,
    store: { endpoint: server.endpoint, credentials },
    content,
    metadata: METADATA,
    onProgress,
    tuning: { partBytes: 1000, parallel: 2, retries: { attempts: 4, firstDelayMs: 1, maxDelayMs: 5 } },
  });

test.each([0, 1, 1000, 1001, 5500])('a file of %d bytes arrives with its metadata', async size => {
  const content = randomBytes(size);
  const file = files.path(`body-${size}.bin`);
  await writeFile(file, content);
  const seen: number[] = [];
  await put({ file }, done => seen.push(done));
  expect(server.get(BUCKET, KEY)?.equals(content)).toBe(true);
  expect(server.metadataOf(BUCKET, KEY)).toEqual(METADATA);
  expect(seen.at(-1)).toBe(size);
});

test('a text arrives', async () => {
  await put('a text: 书');
  expect(server.get(BUCKET, KEY)?.toString()).toBe('a text: 书');
});

test('what fails for a moment is sent again', async () => {
  const content = randomBytes(3500);
  const file = files.path('again.bin');
  await writeFile(file, content);
  let requests = 0;
  server.faults = () =>
    [1, 3, 5].includes(++requests) ? { kind: 'refuse', status: 503, code: 'SlowDown' } : undefined;
  await put({ file });
  expect(server.get(BUCKET, KEY)?.equals(content)).toBe(true);
});

test('an upload that cannot go on leaves neither an object nor parts', async () => {
  const file = files.path('refused.bin');
  await writeFile(file, randomBytes(3500));
  let parts = 0;
  server.faults = ({ method }) =>
    method === 'PUT' && ++parts > 1 ? { kind: 'refuse', status: 403, code: 'AccessDenied' } : undefined;
  const refused = put({ file });
  await expect(refused).rejects.toThrow(ObjectStoreError);
  await expect(refused).rejects.toThrow('may not write this. They need s3:PutObject.');
  expect(server.get(BUCKET, KEY)).toBeNull();
  expect(server.openUploads).toBe(0);
});
