import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Connections, type ConnectionLimits, type Stage } from './connections';

/** What a socket says of itself, for a test to choose. */
interface Traffic {
  bytesRead?: number;
  bytesWritten?: number;
  writableLength?: number;
}

class FakeSocket extends Socket {
  readonly traffic: Required<Traffic> = { bytesRead: 0, bytesWritten: 0, writableLength: 0 };

  constructor() {
    super();
    for (const name of ['bytesRead', 'bytesWritten', 'writableLength'] as const) {
      Object.defineProperty(this, name, { get: () => this.traffic[name] });
    }
  }
}

function connectionsWith(limits: Partial<ConnectionLimits> = {}): {
  connections: Connections;
  clock: { nowMs: number };
  open: (traffic?: Traffic) => FakeSocket;
} {
  const clock = { nowMs: 0 };
  const connections = new Connections(
    {
      maxConnections: 100,
      keepAliveTimeoutMs: 1_000,
      requestTimeoutMs: 500,
      maxReadingBytes: 10_000,
      ...limits,
    },
    () => clock.nowMs,
  );
  return {
    connections,
    clock,
    open(traffic = {}) {
      const socket = new FakeSocket();
      connections.add(socket);
      Object.assign(socket.traffic, traffic);
      return socket;
    },
  };
}

function responseOn(socket: Socket, state: 'reading' | 'answering' | 'answered'): ServerResponse {
  const request = new IncomingMessage(socket);
  request.complete = state !== 'reading';
  const response = new ServerResponse(request);
  Object.defineProperty(response, 'writableFinished', { value: state === 'answered' });
  return response;
}

test('a connection on which nothing was ever sent is kept as long as an idle one', () => {
  const { connections, clock, open } = connectionsWith();
  const silent = open();
  const asking = open({ bytesRead: 20 });
  clock.nowMs = 1_000;
  connections.sweep();
  expect(silent.destroyed).toBe(false);
  clock.nowMs = 1_001;
  connections.sweep();
  expect([silent.destroyed, asking.destroyed]).toEqual([true, false]);
});

test('an answer that is not taken has its time from the last byte that was', () => {
  const { connections, clock, open } = connectionsWith();
  const socket = open({ bytesRead: 1, bytesWritten: 100, writableLength: 90 });
  connections.sweep();
  clock.nowMs = 400;
  socket.traffic.writableLength = 80;
  connections.sweep();
  clock.nowMs = 900;
  connections.sweep();
  expect(socket.destroyed).toBe(false);
  clock.nowMs = 901;
  connections.sweep();
  expect(socket.destroyed).toBe(true);
});

test('when answers wait that are too much together, those go that have waited longest', () => {
  const { connections, clock, open } = connectionsWith();
  const waiting = { bytesRead: 1, bytesWritten: 6_000, writableLength: 6_000 };
  const first = open(waiting);
  connections.sweep();
  clock.nowMs = 100;
  const second = open(waiting);
  connections.sweep();
  expect([first.destroyed, second.destroyed]).toEqual([true, false]);
});

test('a connection that the service has ended is destroyed if its client does not end it', () => {
  const { connections, clock, open } = connectionsWith();
  const socket = open({ bytesRead: 1 });
  connections.closeSoon(socket);
  clock.nowMs = 999;
  connections.sweep();
  expect(socket.destroyed).toBe(false);
  clock.nowMs = 1_000;
  connections.sweep();
  expect(socket.destroyed).toBe(true);
});

test('a connection is known until it is closed', async () => {
  const { connections, open } = connectionsWith();
  const socket = open();
  expect(connections.count).toBe(1);
  socket.destroy();
  await new Promise(resolve => socket.once('close', resolve));
  expect(connections.count).toBe(0);
});

/** A connection that something else reads, at a stage that a test moves. */
function readBy(
  connections: Connections,
  socket: Socket,
  stage: Stage,
): { stage: Stage; readingSinceMs: number } {
  const reader = { stage, readingSinceMs: 0 };
  connections.setReader(socket, reader);
  return reader;
}

describe('connections that node:http does not read', () => {
  test('one that is idle is kept a second longer than the client is told', () => {
    const { connections, clock, open } = connectionsWith();
    const socket = open({ bytesRead: 1 });
    readBy(connections, socket, 'idle');
    connections.sweep();
    clock.nowMs = 2_000;
    connections.sweep();
    expect(socket.destroyed).toBe(false);
    clock.nowMs = 2_001;
    connections.sweep();
    expect(socket.destroyed).toBe(true);
  });

  test('the time of a long answer is none of being idle', () => {
    const { connections, clock, open } = connectionsWith();
    const socket = open({ bytesRead: 1 });
    const reader = readBy(connections, socket, 'answering');
    clock.nowMs = 10_000;
    connections.sweep();
    reader.stage = 'idle';
    clock.nowMs = 10_100;
    connections.sweep();
    expect(socket.destroyed).toBe(false);
  });

  test('a request that does not come to an end has its time, and a second for the answer', () => {
    const { connections, clock, open } = connectionsWith();
    const socket = open({ bytesRead: 1 });
    readBy(connections, socket, 'reading');
    clock.nowMs = 1_500;
    connections.sweep();
    expect(socket.destroyed).toBe(false);
    clock.nowMs = 1_501;
    connections.sweep();
    expect(socket.destroyed).toBe(true);
  });

  test('those that are idle are destroyed with those that are silent', () => {
    const { connections, open } = connectionsWith();
    const stages = ['idle', 'reading', 'answering'] as const;
    const sockets = stages.map(stage => {
      const socket = open({ bytesRead: 1 });
      readBy(connections, socket, stage);
      return socket;
    });
    const silent = open();
    connections.destroyIdle();
    expect([...sockets, silent].map(socket => socket.destroyed)).toEqual([true, false, false, true]);
  });

  test('one that was answered before node:http read it is not taken for one that never asked', () => {
    const { connections, open } = connectionsWith({ maxConnections: 2 });
    const asked = open({ bytesRead: 1 });
    readBy(connections, asked, 'idle');
    connections.setReader(asked, null);
    const silent = open();
    open();
    expect([asked, silent].map(socket => socket.destroyed)).toEqual([false, true]);
  });
});

describe('when there are too many', () => {
  test.each(['node:http', 'something else'])('the order is the same for what %s reads', by => {
    const { connections, clock, open } = connectionsWith({ maxConnections: 3 });
    const sockets = (['idle', 'reading', 'answering'] as const).map(stage => {
      const socket = open({ bytesRead: 1 });
      if (by === 'something else') readBy(connections, socket, stage);
      else connections.begin(socket, responseOn(socket, stage === 'idle' ? 'answered' : stage));
      return socket;
    });
    clock.nowMs = 10;
    connections.sweep();
    const destroyed = (): boolean[] => sockets.map(socket => socket.destroyed);
    const busy = open({ bytesRead: 1 });
    readBy(connections, busy, 'answering');
    expect(destroyed()).toEqual([false, true, false]);
    readBy(connections, open({ bytesRead: 1 }), 'answering');
    expect(destroyed()).toEqual([true, true, false]);
    expect(open().destroyed).toBe(true);
  });

  test('first goes who never asked, then who still sends a body, then who is idle longest', () => {
    const { connections, clock, open } = connectionsWith({ maxConnections: 4 });
    const idle = open({ bytesRead: 1 });
    connections.begin(idle, responseOn(idle, 'answered'));
    const reading = open({ bytesRead: 1 });
    connections.begin(reading, responseOn(reading, 'reading'));
    const scoring = open({ bytesRead: 1 });
    connections.begin(scoring, responseOn(scoring, 'answering'));
    const silent = open();
    const destroyed = (): boolean[] => [idle, reading, scoring, silent].map(socket => socket.destroyed);

    const busy = (): void => {
      const socket = open({ bytesRead: 1 });
      connections.begin(socket, responseOn(socket, 'answering'));
    };
    clock.nowMs = 10;
    connections.sweep();
    busy();
    expect(destroyed()).toEqual([false, false, false, true]);
    busy();
    expect(destroyed()).toEqual([false, true, false, true]);
    busy();
    expect(destroyed()).toEqual([true, true, false, true]);
    const refused = open();
    expect(refused.destroyed).toBe(true);
    expect(destroyed()).toEqual([true, true, false, true]);
    expect(connections.count).toBe(4);
  });
});
