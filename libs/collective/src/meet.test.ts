import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { gatherNumbers, gatherValues } from './gather-values';
import { meet, type MeetOptions } from './meet';
import type { Meeting } from './meeting';

const PURPOSE = { model: 'xgb', seed: '1' };

let port = 0;
const open: Meeting[] = [];

beforeEach(async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  server.close();
  await once(server, 'close');
});

afterEach(() => {
  for (const meeting of open.splice(0)) meeting.close();
});

async function come(rank: number, worldSize: number, others: Partial<MeetOptions> = {}): Promise<Meeting> {
  const meeting = await meet({
    rank,
    worldSize,
    at: { host: '127.0.0.1', port },
    purpose: PURPOSE,
    patienceMs: 20_000,
    ...others,
  });
  open.push(meeting);
  return meeting;
}

function all(worldSize: number): Promise<Meeting[]> {
  return Promise.all(Array.from({ length: worldSize }, (_, index) => come(worldSize - 1 - index, worldSize)));
}

const texts = (parts: readonly Uint8Array[]) => parts.map(part => Buffer.from(part).toString());

test('what each gives reaches all by rank, whoever comes first, several times', async () => {
  const meetings = await all(3);
  for (const round of ['a', 'b']) {
    const given = await Promise.all(
      meetings.map(meeting => meeting.gather(Buffer.from(round.repeat(meeting.rank)))),
    );
    for (const parts of given) expect(texts(parts)).toEqual(['', round, round + round]);
  }
});

test('values and numbers come as they were given', async () => {
  const meetings = await all(2);
  const given = await Promise.all(
    meetings.map(async meeting => [
      await gatherValues(meeting, { rank: meeting.rank, of: [null, 'é'] }),
      await gatherNumbers(
        meeting,
        new Float32Array(meeting.rank + 1).subarray(meeting.rank).fill(0.5),
        Float32Array,
      ),
      await gatherNumbers(meeting, Float64Array.of(1e300 * meeting.rank, NaN), Float64Array),
    ]),
  );
  for (const parts of given) {
    expect(parts).toEqual([
      [
        { rank: 0, of: [null, 'é'] },
        { rank: 1, of: [null, 'é'] },
      ],
      [Float32Array.of(0.5), Float32Array.of(0.5)],
      [Float64Array.of(0, NaN), Float64Array.of(1e300, NaN)],
    ]);
  }
});

test('parts may be larger than what a socket takes at a time', async () => {
  const meetings = await all(2);
  const given = await Promise.all(
    meetings.map(({ gather, rank }) => gather(new Uint8Array(3_000_000 + rank).fill(rank + 1))),
  );
  for (const parts of given) {
    expect(parts.map(part => part.length)).toEqual([3_000_000, 3_000_001]);
    expect(parts.every((part, rank) => part.every(byte => byte === rank + 1))).toBe(true);
  }
});

test('a process alone meets nobody', async () => {
  const meeting = await come(0, 1);
  expect(await meeting.gather(Uint8Array.of(7))).toEqual([Uint8Array.of(7)]);
});

test.each([
  [
    'with another purpose',
    { purpose: { ...PURPOSE, seed: '2' } },
    'Process 1 has 2 for seed, and process 0 1: start all of them with the same.',
  ],
  [
    'to another number of processes',
    { worldSize: 3 },
    'Process 1 was told of 3 processes and process 0 of 2: give all of them the same number.',
  ],
  [
    'with a number that there is not',
    { rank: 2 },
    'A process says that it is number 2 of 2: the numbers are 0 to 1.',
  ],
])('who comes %s is refused, and the others still meet', async (_, others, message) => {
  const host = come(0, 2);
  await expect(come(1, 2, others)).rejects.toThrow(message);
  await Promise.all([host, come(1, 2)]);
});

test('a number is taken once', async () => {
  const host = come(0, 3);
  const twice = await Promise.allSettled([
    come(1, 3, { patienceMs: 500 }),
    come(1, 3, { patienceMs: 500 }),
    come(2, 3),
    host,
  ]);
  expect(twice.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { message: 'There is a process 1 already: give each its own number.' } },
  ]);
});

test('who is no process of a training does no harm', async () => {
  const host = come(0, 2);
  await new Promise(resolve => setTimeout(resolve, 50));
  const stranger = connect(port, '127.0.0.1');
  stranger.on('error', () => undefined);
  stranger.end('GET / HTTP/1.1\r\n\r\n');
  await once(stranger.resume(), 'close');
  await Promise.all([host, come(1, 2)]);
});

test('who waits in vain says for whom', async () => {
  await expect(come(0, 3, { patienceMs: 300 })).rejects.toThrow(
    `Nobody came as processes 1, 2 of 3 to 127.0.0.1:${port}: start as many as were announced, each with its number.`,
  );
  await expect(come(1, 3, { patienceMs: 300 })).rejects.toThrow(
    new RegExp(`^Process 0 of this training is not to be found at 127.0.0.1:${port} \\(.*ECONNREFUSED`),
  );
});

test('a port that is taken, or an address of another machine, is an error at once', async () => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  await expect(come(0, 2)).rejects.toThrow(/cannot be met at 127.0.0.1:\d+ \(.*EADDRINUSE/);
  server.close();
});

test('all notice who is gone', async () => {
  const [third, second, first] = await all(3);
  third?.close();
  const answers = [first, second].map(meeting => meeting?.gather(Uint8Array.of(1)));
  await expect(answers[0]).rejects.toThrow(/^Process 2 of this training ended or cannot be reached any more/);
  first?.close();
  await expect(answers[1]).rejects.toThrow(/^Process 0 of this training, at 127.0.0.1:\d+, ended/);
});
