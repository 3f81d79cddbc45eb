import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type Koffi from 'koffi';
import { PeerLost } from '@reckit/collective';
import type { WatchRequest } from './watch';

/** What a process says that leaves because all is done. */
const FAREWELL = Buffer.from([1]);
/** A process whose own thread notices that another is gone has so long to end by itself, with what it knows of it. */
const GRACE_MS = 2_000;
/** Of the standard error, which has no number in a thread. */
const STDERR = 2;

// Given by who has started this thread.
const { rank, address, port, koffi } = workerData as WatchRequest;
const sockets = new Set<Socket>();
let isDone = false;

parentPort?.once('message', () => {
  isDone = true;
  for (const socket of sockets) socket.end(FAREWELL);
  server?.close();
});

const server = rank === 0 ? createServer(come) : null;
server?.listen({ host: address, port: 0 }, () => {
  const bound = server.address();
  parentPort?.postMessage(typeof bound === 'object' && bound !== null ? bound.port : 0);
});
if (rank > 0) {
  const socket = connect({ host: address, port });
  socket.once('connect', () => {
    socket.write(Buffer.from([rank >> 8, rank & 255]));
    parentPort?.postMessage(port);
  });
  follow(socket, () => 0);
}

/** Another process, which says first which one it is. */
function come(socket: Socket): void {
  let its = NaN;
  socket.once('data', greeting => {
    its = greeting.readUInt16BE();
  });
  follow(socket, () => its);
}

/** Ends this process if a connection ends before anyone has said farewell. */
function follow(socket: Socket, who: () => number): void {
  sockets.add(socket);
  let last: number | undefined;
  let received = 0;
  socket.setKeepAlive(true, 30_000);
  socket.on('data', (bytes: Buffer) => {
    received += bytes.length;
    last = bytes.at(-1);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    sockets.delete(socket);
    const greetingBytes = rank === 0 ? 2 : 0;
    const hasLeft = received > greetingBytes && last === FAREWELL[0];
    if (isDone || hasLeft || Number.isNaN(who())) return;
    // Who leaves may be gone before its farewell is sent: then this process has what it needs, and leaves too.
    setTimeout(() => {
      if (!isDone) end(who());
    }, GRACE_MS);
  });
}

/** The main thread waits inside the library, perhaps for ever: nothing else ends it. */
function end(who: number): void {
  writeSync(STDERR, `${new PeerLost(`Process ${who} of this training`).message}\n`);
  const binding: Pick<typeof Koffi, 'load'> = createRequire(koffi)(koffi);
  binding.load(null).func('void _exit(int code)')(1);
}
