import type { Socket } from 'node:net';

const LENGTH_BYTES = 8;
/** After so long in silence the system asks whether the other side is there. */
const KEEP_ALIVE_MS = 30_000;

/** A connection on which messages are bytes, each after its length. */
export class FramedSocket {
  readonly #socket: Socket;
  readonly #frames: Uint8Array[] = [];
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #limitBytes: number;
  #closed: string | null = null;
  #wake: () => void = () => undefined;

  /** @param limitBytes - of a message; the connection to who sends more is ended */
  constructor(socket: Socket, limitBytes = Infinity) {
    this.#socket = socket;
    this.#limitBytes = limitBytes;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', chunk => this.#take(chunk));
    socket.on('error', error => this.#close(error.message));
    socket.on('close', () => this.#close('the connection was closed'));
  }

  get isOpen(): boolean {
    return this.#closed === null;
  }

  /** From now on, when it is known who is there. */
  expectAnySize(): void {
    this.#limitBytes = Infinity;
  }

  send(bytes: Uint8Array): void {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeBigUInt64LE(BigInt(bytes.length));
    this.#socket.write(length);
    if (bytes.length > 0) this.#socket.write(bytes);
  }

  /** The next message, as soon as it is there. @param lost - makes the error if the connection ends before */
  async receive(lost: (reason: string) => Error): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) return frame;
      if (this.#closed !== null) throw lost(this.#closed);
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends the connection once what was sent is on its way. */
  end(): void {
    this.#socket.end();
    this.#socket.unref();
  }

  #close(reason: string): void {
    this.#closed ??= reason;
    this.#wake();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    for (;;) {
      if (this.#chunkBytes < LENGTH_BYTES) break;
      if ((this.#chunks[0]?.length ?? 0) < LENGTH_BYTES) this.#join();
      const length = Number(this.#chunks[0]?.readBigUInt64LE() ?? 0n);
      if (length > this.#limitBytes) {
        this.#socket.destroy();
        return;
      }
      if (this.#chunkBytes < LENGTH_BYTES + length) break;
      const whole = this.#join();
      this.#frames.push(whole.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      const rest = whole.subarray(LENGTH_BYTES + length);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#chunkBytes = rest.length;
    }
    this.#wake();
  }

  #join(): Buffer {
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}
