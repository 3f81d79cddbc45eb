import { createServer, type Server, type Socket } from 'node:net';

/** Takes in the connections of a server, and knows them all. */
export interface Door {
  readonly server: Server;
  destroyAll(): void;
}

/** What a client of HTTP/2 sends before its first call, about: the preface and its settings. */
const PREFACE_BYTES = 128;

/**
 * A door that lets in so many connections at once. When there are more, one makes room that has never asked anything;
 * where there is none, the new one is destroyed.
 *
 * @param enter - takes a connection over
 */
export function createDoor(maxConnections: number, enter: (socket: Socket) => void): Door {
  // In the order in which they came.
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, socket => {
    if (sockets.size >= maxConnections && !makeRoom(sockets)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A connection that breaks is no fault of ours, and whoever has taken it over hears of it as well.
    socket.on('error', () => undefined);
    enter(socket);
  });
  return {
    server,
    destroyAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function makeRoom(sockets: Set<Socket>): boolean {
  for (const socket of sockets) {
    if (socket.bytesRead > PREFACE_BYTES) continue;
    socket.destroy();
    // 'close' comes later; the room is there now.
    sockets.delete(socket);
    return true;
  }
  return false;
}
