import { connect, type Socket } from 'node:net';
import { ResponseParser } from './response-parser';

/** How a request ended: the status of its response, or why there is none. */
export type Ending = number | Error;

/** Takes how a request ended, and how long the body of its response was. */
export type OnEnding = (ending: Ending, bodyBytes: number) => void;

const READ_BUFFER_BYTES = 64 * 1024;

/** A keep-alive connection that carries one request at a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #parser = new ResponseParser((status, bytes) => this.#finish(status, bytes));
  #onEnding: OnEnding | null = null;
  #failure = new Error('the server closed the connection');

  private constructor(port: number, onOpen: () => void, onRefused: (error: Error) => void) {
    // Reading into one buffer of our own spares an allocation and a stream event for every response.
    const onread = {
      buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
      callback: (bytes: number, buffer: Uint8Array): boolean => {
        this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
        return true;
      },
    };
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true, onread }, onOpen);
    this.#socket.on('error', error => {
      this.#failure = error;
      onRefused(error);
    });
    this.#socket.on('close', () => this.#finish(this.#failure));
  }

  /** @throws Error if nobody listens there */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const connection: Connection = new Connection(port, () => resolve(connection), reject);
    });
  }

  /** Sends a request; the one before must have ended. */
  send(request: Buffer, onEnding: OnEnding): void {
    this.#onEnding = onEnding;
    if (this.#socket.destroyed) this.#finish(this.#failure);
    else this.#socket.write(request);
  }

  /** As `send`, for a caller that has time. */
  ask(request: Buffer): Promise<Ending> {
    return new Promise(resolve => this.send(request, ending => resolve(ending)));
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      this.#parser.feed(bytes);
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : undefined);
    }
  }

  #finish(ending: Ending, bodyBytes = 0): void {
    const onEnding = this.#onEnding;
    this.#onEnding = null;
    onEnding?.(ending, bodyBytes);
  }
}
