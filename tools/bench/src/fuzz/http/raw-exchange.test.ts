import { createServer, type RequestListener, type Server } from 'node:http';
import { RawClient } from './raw-exchange';

let server: Server;
let client: RawClient;
let connections = 0;

const listener: RequestListener = (incoming, response) => {
  if (incoming.url === '/cut') {
    response.writeHead(200, { 'Content-Length': 10 }).write('half');
    setImmediate(() => incoming.socket.destroy());
    return;
  }
  // Without a length the answer comes in chunks.
  if (incoming.url === '/chunks') response.write('a piece and ');
  response.end('the rest');
};

beforeAll(async () => {
  server = createServer(listener).on('connection', () => connections++);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  connections = 0;
  client = new RawClient(address.port);
});

afterEach(() => client.close());

const ask = (line: string, isWhole = true, head = 'Host: a\r\n') => {
  const [method, target] = line.split(' ');
  const bytes = Buffer.from(`${line} HTTP/1.1\r\n${head}\r\n`);
  return client.send({ route: 'r', method, target, bytes, isEnded: !isWhole, isWhole });
};

test('answers of every framing are read whole, on one connection', async () => {
  for (const [line, body] of [
    ['GET /', 'the rest'],
    ['GET /chunks', 'a piece and the rest'],
    ['HEAD /', ''],
    ['GET /', 'the rest'],
  ]) {
    const exchanged = await ask(line);
    expect(exchanged).toMatchObject({ kind: 'answered', answer: { status: 200, body: Buffer.from(body) } });
  }
  expect(connections).toBe(1);
});

test('what comes after a half request goes over another connection', async () => {
  expect(await ask('GET /', false, 'Host')).toMatchObject({ kind: 'answered', answer: { status: 400 } });
  expect(await ask('GET /')).toMatchObject({ kind: 'answered', answer: { status: 200 } });
  expect(connections).toBe(2);
});

test('an answer that breaks off is none', async () => {
  expect(await ask('GET /cut')).toMatchObject({ kind: 'closed' });
});
