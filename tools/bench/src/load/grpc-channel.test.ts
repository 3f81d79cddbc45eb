import { createServer, type ServerHttp2Stream } from 'node:http2';
import { GrpcChannel, grpcFrame, messageOfFrame, type GrpcCall } from './grpc-channel';

const ANSWER = grpcFrame(Buffer.from('scores'));
const call: GrpcCall = { path: '/a.B/C', frame: grpcFrame(Buffer.from('rows')) };

test('a call ends well with the status of gRPC, and tells how long its answer was', () =>
  serving('0', async channel => {
    const ended = await new Promise(resolve => {
      channel.call(call, (ending, bytes) => resolve({ ending, bytes }));
    });
    expect(ended).toEqual({ ending: 200, bytes: ANSWER.length });
    expect(messageOfFrame(await channel.ask(call)).toString()).toBe('scores');
  }));

test('any other status is a failure that says what it was', () =>
  serving('5', async channel => {
    await expect(channel.ask(call)).rejects.toThrow('grpc-status 5: not here');
  }));

test('several calls share a channel', () =>
  serving('0', async channel => {
    const answers = await Promise.all([channel.ask(call), channel.ask(call), channel.ask(call)]);
    expect(answers.map(answer => answer.equals(ANSWER))).toEqual([true, true, true]);
  }));

test('a message stands behind its length', () => {
  expect(grpcFrame(Buffer.from('abc'))).toEqual(Buffer.from([0, 0, 0, 0, 3, 0x61, 0x62, 0x63]));
});

/** Serves calls that are sent as they should be with one status. */
async function serving(status: string, use: (channel: GrpcChannel) => Promise<void>): Promise<void> {
  const server = createServer();
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const isCall = headers['content-type'] === 'application/grpc' && headers['te'] === 'trailers';
    stream.respond({ ':status': isCall ? 200 : 415 }, { waitForTrailers: true });
    stream.on('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': status, 'grpc-message': 'not here' }),
    );
    stream.resume().on('end', () => stream.end(ANSWER));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const channel = await GrpcChannel.open(address.port);
  try {
    await use(channel);
  } finally {
    channel.close();
    server.close();
  }
}
