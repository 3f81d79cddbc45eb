import { connect, constants, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { once } from 'node:events';
import type { OnEnding } from './connection';

/** A call whose bytes are made: the path of its method, and its message behind the five bytes of gRPC. */
export interface GrpcCall {
  readonly path: string;
  readonly frame: Buffer;
}

/** As wide as the clients of gRPC open it, so that no answer waits for room. */
const WINDOW_BYTES = 16 * 1024 * 1024;
const PREFIX_BYTES = 5;
const STATUS_OK = '0';

/** What gRPC puts before a message: that it is not compressed, and its length. */
export function grpcFrame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The message in an answer of one. */
export function messageOfFrame(frame: Buffer): Buffer {
  return frame.subarray(PREFIX_BYTES);
}

/**
 * A connection of a gRPC client that sends ready-made bytes and looks at nothing of an answer but its status and its
 * length: a client that builds and reads messages costs more than the server that is measured.
 */
export class GrpcChannel {
  private constructor(private readonly session: ClientHttp2Session) {
    // Calls under way learn it by their own error.
    session.on('error', () => undefined);
  }

  /** @throws Error if nobody listens there */
  static async open(port: number): Promise<GrpcChannel> {
    const session = connect(`http://127.0.0.1:${port}`, {
      settings: { initialWindowSize: WINDOW_BYTES, enablePush: false },
    });
    await once(session, 'connect');
    session.setLocalWindowSize(WINDOW_BYTES);
    return new GrpcChannel(session);
  }

  /** Calls; several calls may be under way. Ends with 200 where the status of gRPC is that of success. */
  call(call: GrpcCall, onEnding: OnEnding): void {
    this.#begin(call, onEnding, null);
  }

  /** Calls once, and gives the whole answer. @throws Error for any status but that of success */
  ask(call: GrpcCall): Promise<Buffer> {
    const pieces: Buffer[] = [];
    return new Promise((resolve, reject) => {
      const onEnding: OnEnding = ending =>
        ending instanceof Error ? reject(ending) : resolve(Buffer.concat(pieces));
      this.#begin(call, onEnding, pieces);
    });
  }

  close(): void {
    this.session.destroy();
  }

  #begin({ path, frame }: GrpcCall, onEnding: OnEnding, pieces: Buffer[] | null): void {
    const headers: OutgoingHttpHeaders = {
      ':method': 'POST',
      ':path': path,
      te: 'trailers',
      'content-type': 'application/grpc',
    };
    const stream = this.session.request(headers);
    let bytes = 0;
    let status: unknown;
    let detail: unknown;
    const note = (fields: Readonly<Record<string, unknown>>): void => {
      status = fields['grpc-status'] ?? status;
      detail = fields['grpc-message'] ?? detail;
    };
    stream.on('response', note);
    stream.on('trailers', note);
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      pieces?.push(chunk);
    });
    stream.on('error', () => undefined);
    stream.on('close', () => {
      if (status === STATUS_OK) onEnding(constants.HTTP_STATUS_OK, bytes);
      else onEnding(new Error(`grpc-status ${String(status)}: ${String(detail)}`), bytes);
    });
    stream.end(frame);
  }
}
