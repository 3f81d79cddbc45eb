import { Server, type RequestListener, type ServerOptions } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Connections } from './connections';

/** An HTTP server whose connections are known, and read by somebody else before node:http reads them, if it does. */
export class ServiceServer extends Server {
  readonly #connections: Connections;
  readonly #readByNode: (socket: Socket) => void;

  constructor(options: ServerOptions, onRequest: RequestListener, connections: Connections) {
    super(options, onRequest);
    this.#connections = connections;
    // That of node:http itself: what it is called with, it reads.
    const [listener] = this.listeners('connection');
    this.#readByNode = socket => void Reflect.apply(listener, this, [socket]);
    this.removeAllListeners('connection');
  }

  /**
   * Has node:http read a connection from now on.
   *
   * @param bytes - what has come over it and is to be read first
   */
  readByNode(socket: Socket, bytes: Buffer): void {
    socket.pause();
    this.#readByNode(socket);
    socket.unshift(bytes);
    socket.resume();
  }

  /**
   * Takes no more connections, and emits `close` when those that are open have ended. node:http would end the idle ones
   * now: a client that is just sending its next request on one cannot know whether it was read, and must not repeat it.
   */
  closePort(): void {
    NetServer.prototype.close.call(this);
  }

  /** As node:http has it, for all connections. */
  override closeIdleConnections(): void {
    super.closeIdleConnections();
    this.#connections.destroyIdle();
  }

  /** As node:http has it, for all connections. */
  override closeAllConnections(): void {
    super.closeAllConnections();
    this.#connections.destroyAll();
  }
}
