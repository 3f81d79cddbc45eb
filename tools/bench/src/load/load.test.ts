import { createServer, type RequestListener } from 'node:http';
import { closedLoop } from './closed-loop';
import { Connection } from './connection';
import { OpenLoop } from './open-loop';
import { askHttp, wireRequest } from './http-question';
import { getRequest } from './prediction-payload';

const request = getRequest('/');

test('a closed loop keeps each connection busy with its own request', async () => {
  const paths = new Set<string | undefined>();
  await serving(
    (incoming, response) => {
      paths.add(incoming.url);
      response.end('done');
    },
    async port => {
      const result = await closedLoop(port, [getRequest('/a'), getRequest('/b')], {
        connections: 2,
        durationMs: 30,
      });
      expect(result.latenciesMs.length).toBeGreaterThanOrEqual(2);
      expect(result.requestsPerSecond).toBeGreaterThan(0);
    },
  );
  expect([...paths].sort()).toEqual(['/a', '/b']);
});

test('a closed loop does not measure a server that refuses', () =>
  serving(
    (_incoming, response) => {
      response.statusCode = 503;
      response.end('busy');
    },
    async port => {
      const loop = closedLoop(port, [request], { connections: 1, durationMs: 30 });
      await expect(loop).rejects.toThrow('status 503');
    },
  ));

test('an open loop goes on sending while nothing is answered', async () => {
  const answers: (() => void)[] = [];
  await serving(
    (_incoming, response) => {
      answers.push(() => response.end());
      if (answers.length === 5) for (const answer of answers.splice(0)) answer();
    },
    async port => {
      const loop = await OpenLoop.start(port, request, 500);
      await new Promise(resolve => setTimeout(resolve, 100));
      const stopped = loop.stop();
      const drain = setInterval(() => answers.splice(0).forEach(answer => answer()), 5);
      const timings = await stopped;
      clearInterval(drain);
      expect(timings.length).toBeGreaterThanOrEqual(5);
      expect(timings.every(({ ending, begunMs, endedMs }) => ending === 200 && endedMs >= begunMs)).toBe(
        true,
      );
    },
  );
});

test('a connection that the server cuts fails its request and those after it', () =>
  serving(
    incoming => incoming.socket.destroy(),
    async port => {
      const connection = await Connection.open(port);
      expect(await connection.ask(request)).toBeInstanceOf(Error);
      expect(await connection.ask(request)).toBeInstanceOf(Error);
    },
  ));

test('a question is the same over the wire and asked at leisure', async () => {
  const question = { path: '/a', headers: { 'X-Kind': 'b' }, body: Buffer.from('body') };
  await serving(
    (incoming, response) => {
      incoming.on('data', (chunk: Buffer) =>
        response.end(`${incoming.url} ${String(incoming.headers['x-kind'])} ${chunk.toString()}`),
      );
    },
    async port => {
      const { status, body } = await askHttp(port, question);
      expect([status, body.toString()]).toEqual([200, '/a b body']);
      const connection = await Connection.open(port);
      const bytes = await new Promise(resolve =>
        connection.send(wireRequest(question), (_ending, length) => resolve(length)),
      );
      connection.close();
      expect(bytes).toBe(body.length);
    },
  );
});

async function serving(listener: RequestListener, use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    await use(address.port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
