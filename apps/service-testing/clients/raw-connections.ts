import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connections of a client that a test controls to the last byte; they go after each test. */
export interface RawConnections {
  /** Opens one. @param bytes - what it sends at once */
  open(port: number, bytes?: string | Buffer): Promise<RawClient>;
  /** Opens many, a hundred at a time. */
  openMany(port: number, count: number, bytes?: string | Buffer): Promise<readonly RawClient[]>;
}

/** One end of a connection, and what has become of it. */
export interface RawClient {
  readonly socket: Socket;
  /** What has arrived, as far as it was read. */
  text(): string;
  /** Whether the service has ended the connection, or reset it. */
  isClosed(): boolean;
  /** Settles when the service has closed the connection to both sides: it reads nothing any more. */
  readonly gone: Promise<void>;
}

export interface RawClientOptions {
  /** Reads what arrives. @default true */
  readonly reads?: boolean;
  /** Answers the closing of the connection with silence. @default false */
  readonly isHalfOpen?: boolean;
}

const AT_ONCE = 100;

/** To be called at the top of a test file. */
export function rawConnections({ reads = true, isHalfOpen = false }: RawClientOptions = {}): RawConnections {
  const opened: Socket[] = [];
  afterEach(() => opened.splice(0).forEach(socket => socket.destroy()));

  async function open(port: number, bytes?: string | Buffer): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: isHalfOpen });
    opened.push(socket);
    let text = '';
    let isEnded = false;
    const gone = new Promise<void>(resolve => socket.once('close', () => resolve()));
    socket.on('error', () => (isEnded = true));
    socket.on('end', () => (isEnded = true));
    socket.on('close', () => (isEnded = true));
    if (reads) socket.on('data', chunk => (text += chunk.toString('latin1')));
    else socket.pause();
    await once(socket, 'connect');
    if (bytes !== undefined) socket.write(bytes);
    return { socket, gone, text: () => text, isClosed: () => isEnded };
  }

  return {
    open,
    async openMany(port, count, bytes) {
      const clients: RawClient[] = [];
      while (clients.length < count) {
        const some = Math.min(AT_ONCE, count - clients.length);
        clients.push(...(await Promise.all(Array.from({ length: some }, () => open(port, bytes)))));
      }
      return clients;
    },
  };
}
