import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { RequestTimeout, Unavailable } from '@reckit/protocol';
import type { Upload } from './upload';
import { Uploads } from './uploads';

const LIMIT = { maxBytes: 1_000, advice: 'for a test' };

function requestOf(headers: IncomingMessage['headers'] = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers = headers;
  return request;
}

/** Uploads with a clock that a test moves. */
function uploadsWith(limits: Partial<ConstructorParameters<typeof Uploads>[0]>): {
  uploads: Uploads;
  clock: { nowMs: number };
  begin: () => { request: IncomingMessage; outcome: Promise<Upload | Error> };
} {
  const clock = { nowMs: 0 };
  const uploads = new Uploads(
    { maxReadingBytes: 10_000, minBodyBytesPerSecond: 100, requestTimeoutMs: 30_000, ...limits },
    () => clock.nowMs,
  );
  return {
    uploads,
    clock,
    begin() {
      const request = requestOf();
      const outcome = uploads.read(request, LIMIT).catch((error: Error) => error);
      return { request, outcome };
    },
  };
}

function finish(request: IncomingMessage): void {
  request.complete = true;
  request.emit('end');
}

test('what is read is counted until it is released', async () => {
  const { uploads, begin } = uploadsWith({});
  const { request, outcome } = begin();
  request.emit('data', Buffer.from('abc'));
  expect([uploads.count, uploads.heldBytes]).toEqual([1, 3]);
  finish(request);
  const upload = await outcome;
  if (upload instanceof Error) throw upload;
  expect(upload.bytes.toString()).toBe('abc');
  expect([uploads.count, uploads.heldBytes]).toEqual([0, 3]);
  upload.release();
  upload.release();
  expect(uploads.heldBytes).toBe(0);
  expect(upload.bytes).toHaveLength(0);
});

test.each([
  ['nothing comes', 0, 10_001, 10_100],
  ['bytes come too slowly', 250, 12_400, 12_600],
  ['bytes come, but not their end', 1_000_000, 30_000, 30_001],
])('%s: time is over after the grace, not before', async (_what, bytes, inTimeMs, lateMs) => {
  const { uploads, clock } = uploadsWith({ maxReadingBytes: 10_000_000 });
  const request = requestOf();
  const outcome = uploads
    .read(request, { maxBytes: 10_000_000, advice: '' })
    .catch((error: unknown) => error);
  if (bytes > 0) request.emit('data', Buffer.alloc(bytes));
  clock.nowMs = inTimeMs;
  if (bytes > 0) uploads.sweep();
  expect(uploads.count).toBe(1);
  clock.nowMs = lateMs;
  uploads.sweep();
  expect(await outcome).toBeInstanceOf(RequestTimeout);
  expect([uploads.count, uploads.heldBytes]).toEqual([0, 0]);
  // What comes yet is thrown away.
  request.emit('data', Buffer.alloc(100));
  finish(request);
  expect([uploads.count, uploads.heldBytes]).toEqual([0, 0]);
});

test('without a least speed, a body has all its time', () => {
  const { uploads, clock, begin } = uploadsWith({ minBodyBytesPerSecond: 0 });
  begin();
  clock.nowMs = 29_999;
  uploads.sweep();
  expect(uploads.count).toBe(1);
});

test('a shorter time leaves a third of it as grace', async () => {
  const { uploads, clock, begin } = uploadsWith({ requestTimeoutMs: 3_000 });
  const { outcome } = begin();
  clock.nowMs = 990;
  uploads.sweep();
  expect(uploads.count).toBe(1);
  clock.nowMs = 1_010;
  uploads.sweep();
  expect(await outcome).toBeInstanceOf(RequestTimeout);
});

test('when all bodies together are too much, those go that hold most for longest', async () => {
  const { uploads, clock, begin } = uploadsWith({ maxReadingBytes: 2_500 });
  const stalled = begin();
  stalled.request.emit('data', Buffer.alloc(900));
  clock.nowMs = 5_000;
  const quick = begin();
  quick.request.emit('data', Buffer.alloc(900));
  const small = begin();
  small.request.emit('data', Buffer.alloc(150));
  clock.nowMs = 5_001;
  quick.request.emit('data', Buffer.alloc(80));

  expect(await stalled.outcome).toBeInstanceOf(Unavailable);
  expect([uploads.count, uploads.heldBytes <= 2_500]).toEqual([2, true]);
  for (const { request, outcome } of [quick, small]) {
    finish(request);
    expect(await outcome).not.toBeInstanceOf(Error);
  }
});

test('what is read and not released leaves less room, and is not touched', async () => {
  const { uploads, begin } = uploadsWith({ maxReadingBytes: 1_500 });
  const complete = begin();
  complete.request.emit('data', Buffer.alloc(1_000));
  finish(complete.request);
  const late = begin();
  late.request.emit('data', Buffer.alloc(600));
  expect(await late.outcome).toBeInstanceOf(Unavailable);
  const upload = await complete.outcome;
  if (upload instanceof Error) throw upload;
  expect(upload.bytes).toHaveLength(1_000);
  expect(uploads.heldBytes).toBe(1_000);
});
