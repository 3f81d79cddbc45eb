import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a test answers a query with, packet by packet. */
export interface ScriptedAnswer {
  /** The columns of a result, by name, with the numbers of their types. */
  columns(types: Readonly<Record<string, number>>): void;
  row(cells: readonly (string | null)[]): void;
  /** The end of a result, or the answer to a statement that has none. */
  end(): void;
  ok(): void;
  error(number: number, message: string): void;
  /** Asks the client for a file of its machine. */
  wantFile(path: string): void;
  /** Ends the connection without a word. */
  hangUp(): void;
}

/** A server of MySQL's protocol that says what a test tells it to, as no real one would when asked; it lets anyone in. */
export interface ScriptedServer {
  readonly port: number;
  /** The queries so far. */
  readonly queries: string[];
  /** Bytes that clients have sent beside their queries, after they were let in. */
  readonly otherBytes: Buffer[];
  close(): Promise<void>;
}

/**
 * @param answer - is given each query
 * @param greet - may answer a new connection instead of the greeting
 */
export async function scriptedMysqlServer(
  answer: (query: string, to: ScriptedAnswer) => void,
  greet: (to: ScriptedAnswer) => boolean = () => false,
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const queries: string[] = [];
  const otherBytes: Buffer[] = [];
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greet(answerTo(socket, 0))) return;
    send(socket, 0, greeting());
    let isIn = false;
    socket.on('data', bytes => {
      const payload = bytes.subarray(4);
      if (!isIn) {
        isIn = true;
        send(socket, bytes[3] + 1, OK);
      } else if (payload[0] === COM_QUERY) {
        const query = payload.toString('utf8', 1);
        queries.push(query);
        answer(query, answerTo(socket, 1));
      } else if (payload[0] === COM_QUIT) {
        socket.end();
      } else {
        otherBytes.push(Buffer.from(payload));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A port was expected.');
  return {
    port: address.port,
    queries,
    otherBytes,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const COM_QUIT = 1;
const COM_QUERY = 3;
/** As old versions of Doris say of every column, whatever its type. */
const COLUMN_LENGTH = 255;
const UTF8 = 33;
const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const EOF = Buffer.from([0xfe, 0, 0, 2, 0]);
/** LONG_FLAG, CONNECT_WITH_DB, LOCAL_FILES, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION and PLUGIN_AUTH. */
const CAPABILITIES = 0x8a28c;

function answerTo(socket: Socket, firstSequence: number): ScriptedAnswer {
  let sequence = firstSequence;
  const next = (payload: Buffer): void => send(socket, sequence++, payload);
  return {
    columns(types) {
      const columns = Object.entries(types);
      next(Buffer.of(columns.length));
      for (const [name, type] of columns) next(columnDefinition(name, type));
      next(EOF);
    },
    row: cells =>
      next(Buffer.concat(cells.map(cell => (cell === null ? Buffer.of(0xfb) : lengthCoded(cell))))),
    end: () => next(EOF),
    ok: () => next(OK),
    error: (number, message) =>
      next(Buffer.concat([Buffer.of(0xff, number & 0xff, number >> 8), Buffer.from(`#HY000${message}`)])),
    wantFile: path => next(Buffer.concat([Buffer.of(0xfb), Buffer.from(path)])),
    hangUp: () => socket.destroy(),
  };
}

function send(socket: Socket, sequence: number, payload: Buffer): void {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence & 0xff;
  socket.write(Buffer.concat([header, payload]));
}

function greeting(): Buffer {
  const numbers = Buffer.alloc(31);
  numbers.writeUInt32LE(1, 0);
  numbers.fill(0x41, 4, 12);
  numbers.writeUInt16LE(CAPABILITIES & 0xffff, 13);
  numbers[15] = UTF8;
  numbers.writeUInt16LE(2, 16);
  numbers.writeUInt16LE(CAPABILITIES >>> 16, 18);
  numbers[20] = 21;
  const end = Buffer.concat([Buffer.alloc(12, 0x41), Buffer.from('\0mysql_native_password\0')]);
  return Buffer.concat([Buffer.from('\n5.7.99\0'), numbers, end]);
}

function columnDefinition(name: string, type: number): Buffer {
  const texts = ['def', '', '', '', name, name].map(lengthCoded);
  const numbers = Buffer.alloc(13);
  numbers[0] = 0x0c;
  numbers.writeUInt16LE(UTF8, 1);
  numbers.writeUInt32LE(COLUMN_LENGTH, 3);
  numbers[7] = type;
  return Buffer.concat([...texts, numbers]);
}

/** A text of at most 250 bytes. */
function lengthCoded(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
