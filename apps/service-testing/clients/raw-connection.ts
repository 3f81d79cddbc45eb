import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** One answer as it came over the connection. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A connection on which a test writes the very bytes of HTTP/1.1, mistakes included. */
export class RawConnection {
  #received = Buffer.alloc(0);
  #ended = false;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', chunk => (this.#received = Buffer.concat([this.#received, chunk])));
    socket.on('end', () => (this.#ended = true));
    socket.on('close', () => (this.#ended = true));
    // A connection that the service resets ends like any other; the answer, or its absence, tells.
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** Breaks off, as a client does that crashes. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Waits for the next answer with a Content-Length. */
  async answer(): Promise<RawAnswer> {
    for (;;) {
      const parsed = parse(this.#received);
      if (parsed) {
        this.#received = this.#received.subarray(parsed.length);
        return parsed.answer;
      }
      if (this.#ended) throw new Error('The connection ended before an answer was complete.');
      await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')]);
    }
  }

  /** Waits until the service has closed the connection. */
  async closed(): Promise<void> {
    if (!this.#ended) await Promise.race([once(this.#socket, 'end'), once(this.#socket, 'close')]);
    this.#socket.destroy();
  }
}

const HEADERS_END = '\r\n\r\n';

function parse(bytes: Buffer): { answer: RawAnswer; length: number } | null {
  const headersEnd = bytes.indexOf(HEADERS_END);
  if (headersEnd < 0) return null;
  const [statusLine, ...lines] = bytes.toString('latin1', 0, headersEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const start = headersEnd + HEADERS_END.length;
  const end = start + Number(headers['content-length'] ?? 0);
  if (bytes.length < end) return null;
  return {
    answer: { status: Number(statusLine.split(' ')[1]), headers, text: bytes.toString('utf8', start, end) },
    length: end,
  };
}
