import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What connections may take, and for how long they may wait for their client. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  /** How long a connection may say nothing between requests. */
  readonly keepAliveTimeoutMs: number;
  /** How long an answer may wait for its client to take the next bytes of it. */
  readonly requestTimeoutMs: number;
  /** What answers that wait for their clients may take in memory together. */
  readonly maxReadingBytes: number;
}

/**
 * Where a connection stands: it never asked for anything; or its request is arriving, be it that it is thrown away; or
 * its answer is under way; or it waits for the client's next request.
 */
export type Stage = 'unasked' | 'reading' | 'answering' | 'idle';

/** Who reads a connection in place of node:http, which then knows of no idleness and no time that is over. */
export interface ConnectionReader {
  readonly stage: Stage;
  /** Since when a request is arriving, where one is. */
  readonly readingSinceMs: number;
}

interface Connection {
  /** Null where node:http reads. */
  reader: ConnectionReader | null;
  /** The answer to the request that arrived last, as long as it or its request is under way. */
  response: ServerResponse | null;
  wasAnswered: boolean;
  /** When the client last sent something, as the sweep saw it. */
  activeAtMs: number;
  seenBytes: number;
  /** When it is destroyed, whatever its client does. */
  closeAtMs: number;
  /** Bytes that the client had taken when its answer was last seen to move, and when that was. */
  takenBytes: number;
  takenAtMs: number;
}

/**
 * How long a connection that the service has ended waits for its client to take the last answer and end it, too; and
 * what a client is given beyond the time that it was told.
 */
const LINGER_MS = 1_000;
/** Of connections that never asked anything, so many go at once when there are too many. */
const EVICTED_SHARE = 1 / 64;

/**
 * All connections of a server. It ends every wait for a client that node:http leaves open: connections on which
 * nothing was ever sent, answers that are not taken, and clients that do not close what the service has closed. When
 * there are too many connections, those that wait for nothing but their client make room.
 */
export class Connections {
  readonly #bySocket = new Map<Socket, Connection>();

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get count(): number {
    return this.#bySocket.size;
  }

  /** Takes in a new connection; it is destroyed if there is no room and none to be made. */
  add(socket: Socket): void {
    if (this.#bySocket.size >= this.limits.maxConnections && !this.#makeRoom()) {
      socket.destroy();
      return;
    }
    const now = this.nowMs();
    this.#bySocket.set(socket, {
      reader: null,
      response: null,
      wasAnswered: false,
      activeAtMs: now,
      seenBytes: 0,
      closeAtMs: Infinity,
      takenBytes: 0,
      takenAtMs: now,
    });
    socket.once('close', () => this.#bySocket.delete(socket));
  }

  /** Notes who reads a connection; null for node:http. */
  setReader(socket: Socket, reader: ConnectionReader | null): void {
    const connection = this.#bySocket.get(socket);
    if (!connection) return;
    connection.wasAnswered ||= stageOf(connection) !== 'unasked';
    connection.reader = reader;
  }

  /** Notes that a request has arrived, and what will answer it. */
  begin(socket: Socket, response: ServerResponse): void {
    const connection = this.#bySocket.get(socket);
    if (connection) connection.response = response;
  }

  /** The answer that is under way on a connection, or whose request is; null if there is none. */
  pendingResponse(socket: Socket): ServerResponse | null {
    const response = this.#bySocket.get(socket)?.response ?? null;
    return response && isUnderWay(response) ? response : null;
  }

  /** Destroys a connection that the service has ended, as soon as its client has had time to read the last answer. */
  closeSoon(socket: Socket): void {
    const connection = this.#bySocket.get(socket);
    if (connection) connection.closeAtMs = this.nowMs() + LINGER_MS;
  }

  /**
   * Destroys the idle connections that are none to node:http: those on which nothing was ever sent, and those that
   * it does not read.
   */
  destroyIdle(): void {
    for (const [socket, { reader }] of this.#bySocket) {
      if (socket.bytesRead === 0 || reader?.stage === 'idle') socket.destroy();
    }
  }

  destroyAll(): void {
    for (const socket of this.#bySocket.keys()) socket.destroy();
  }

  /** Destroys the connections whose time is over; to be called now and then. */
  sweep(): void {
    const now = this.nowMs();
    let waitingBytes = 0;
    for (const [socket, connection] of this.#bySocket) {
      note(socket, connection, now);
      if (this.#isOver(socket, connection, now)) socket.destroy();
      else waitingBytes += socket.writableLength;
    }
    if (waitingBytes > this.limits.maxReadingBytes) this.#destroyUntaken(waitingBytes);
  }

  #isOver(socket: Socket, connection: Connection, now: number): boolean {
    const { keepAliveTimeoutMs, requestTimeoutMs } = this.limits;
    if (now >= connection.closeAtMs) return true;
    if (socket.writableLength > 0) return now - connection.takenAtMs > requestTimeoutMs;
    const { reader } = connection;
    if (reader?.stage === 'reading') return now - reader.readingSinceMs > requestTimeoutMs + LINGER_MS;
    const idleMs = now - connection.activeAtMs;
    // As node:http does: a client that has been told the time is to let go first.
    if (reader?.stage === 'idle') return idleMs > keepAliveTimeoutMs + LINGER_MS;
    return socket.bytesRead === 0 && idleMs > keepAliveTimeoutMs;
  }

  /** Destroys the connections whose answers have waited longest, until the others take no more than they may. */
  #destroyUntaken(waitingBytes: number): void {
    const byWait = [...this.#bySocket]
      .filter(([socket]) => socket.writableLength > 0)
      .sort(([, a], [, b]) => a.takenAtMs - b.takenAtMs);
    let rest = waitingBytes;
    for (const [socket] of byWait) {
      if (rest <= this.limits.maxReadingBytes) return;
      rest -= socket.writableLength;
      socket.destroy();
    }
  }

  /**
   * First go connections that never got an answer, the oldest of them; then the one that has been idle longest. A
   * connection whose request is being answered stays.
   */
  #makeRoom(): boolean {
    const wanted = Math.ceil(this.limits.maxConnections * EVICTED_SHARE);
    const neverAsked: Socket[] = [];
    let reading: Socket | null = null;
    let idle: Socket | null = null;
    let idleSinceMs = Infinity;
    for (const [socket, connection] of this.#bySocket) {
      const stage = stageOf(connection);
      if (stage === 'unasked') {
        neverAsked.push(socket);
        if (neverAsked.length >= wanted) break;
      } else if (stage === 'reading') reading ??= socket;
      else if (stage === 'idle' && connection.activeAtMs < idleSinceMs) {
        idle = socket;
        idleSinceMs = connection.activeAtMs;
      }
    }
    const evicted = neverAsked.length > 0 ? neverAsked : [reading ?? idle].filter(socket => socket !== null);
    for (const socket of evicted) {
      socket.destroy();
      // 'close' comes later; the room is there now.
      this.#bySocket.delete(socket);
    }
    return evicted.length > 0;
  }
}

function stageOf({ reader, response, wasAnswered }: Connection): Stage {
  if (reader) return reader.stage;
  if (!response) return wasAnswered ? 'idle' : 'unasked';
  if (!response.req.complete) return 'reading';
  return isUnderWay(response) ? 'answering' : 'idle';
}

function isUnderWay(response: ServerResponse): boolean {
  return !response.req.complete || !(response.writableFinished || response.destroyed);
}

function note(socket: Socket, connection: Connection, now: number): void {
  if (socket.bytesRead !== connection.seenBytes) {
    connection.seenBytes = socket.bytesRead;
    connection.activeAtMs = now;
  }
  const stage = connection.reader?.stage;
  // The client has waited for us, not we for the client. Of what node:http reads, it counts that by itself.
  if (stage === 'reading' || stage === 'answering') connection.activeAtMs = now;
  // Of one long piece the socket tells when all of it is taken, and nothing before.
  const takenBytes = socket.bytesWritten - socket.writableLength;
  if (socket.writableLength === 0 || takenBytes !== connection.takenBytes) {
    connection.takenBytes = takenBytes;
    connection.takenAtMs = now;
  }
  if (connection.response && !isUnderWay(connection.response)) {
    // Or the last request of an idle connection would stay in memory.
    connection.response = null;
    connection.wasAnswered = true;
  }
}
