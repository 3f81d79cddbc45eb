import { S3Server, type S3Options } from '../../../testing/s3-server';
import { readTextObject, replaceTextObject, writeTextObject, type TextObject } from './text-object';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a-secret' };
const servers: S3Server[] = [];

afterEach(() => Promise.all(servers.splice(0).map(server => server.close())));

async function serverWith(options: S3Options = {}) {
  const server = await S3Server.start({ credentials, ...options });
  servers.push(server);
  server.put('bucket', 'there', '');
  const request = {
    address: 's3://bucket/a folder/registry.json',
    store: { endpoint: server.endpoint, credentials },
    retries: { attempts: 3, firstDelayMs: 1, maxDelayMs: 5 },
  };
  return { server, request };
}

function etagOf(read: TextObject | 'unchanged' | null): string {
  if (read === null || read === 'unchanged') throw new Error('There is no object.');
  return read.etag;
}

test('what is written is read, and not sent again to whoever has it', async () => {
  const { request } = await serverWith();
  expect(await readTextObject(request)).toBeNull();
  await writeTextObject(request, 'a text: 书');
  const read = await readTextObject(request);
  expect(read).toMatchObject({ text: 'a text: 书' });
  expect(await readTextObject(request, etagOf(read))).toBe('unchanged');
  await writeTextObject(request, 'another');
  expect(await readTextObject(request, etagOf(read))).toMatchObject({ text: 'another' });
});

test('what others have written meanwhile is not written over', async () => {
  const { request } = await serverWith();
  expect(await replaceTextObject(request, 'first', null)).toBe('written');
  expect(await replaceTextObject(request, 'also first', null)).toBe('changed');
  const etag = etagOf(await readTextObject(request));
  expect(await replaceTextObject(request, 'second', etag)).toBe('written');
  expect(await replaceTextObject(request, 'also second', etag)).toBe('changed');
  expect(await readTextObject(request)).toMatchObject({ text: 'second' });
  const gone = { ...request, address: 's3://bucket/gone.json' };
  expect(await replaceTextObject(gone, 'second', etag)).toBe('changed');
});

test('a store that others write to at this moment has not written it', async () => {
  const { request, server } = await serverWith();
  server.faults = ({ method }) =>
    method === 'PUT' ? { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' } : undefined;
  expect(await replaceTextObject(request, 'first', null)).toBe('changed');
});

test('a store without conditions says so, and is asked once', async () => {
  const { request, server } = await serverWith({ conditions: 'refused' });
  expect(await replaceTextObject(request, 'first', null)).toBe('not supported');
  expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('what passes by itself is tried again, and what does not is said in one line', async () => {
  const { request, server } = await serverWith();
  let asked = 0;
  server.faults = () => (++asked < 3 ? { kind: 'refuse', status: 503, code: 'SlowDown' } : undefined);
  await writeTextObject(request, 'first');
  server.faults = () => ({ kind: 'refuse', status: 403, code: 'AccessDenied' });
  await expect(readTextObject(request)).rejects.toThrow('They need s3:GetObject');
  await expect(replaceTextObject(request, 'x', null)).rejects.toThrow('They need s3:PutObject');
  server.faults = () => ({ kind: 'cut', afterBytes: 2 });
  await expect(readTextObject(request)).rejects.toThrow('breaks off its answers');
});
