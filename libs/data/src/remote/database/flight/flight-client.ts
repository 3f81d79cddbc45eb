import { once } from 'node:events';
import { Client, credentials, Metadata, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { ServerSilent } from '../server/result-faults';
import {
  FLIGHT_DATA,
  FLIGHT_DESCRIPTOR,
  FLIGHT_INFO,
  HANDSHAKE_REQUEST,
  HANDSHAKE_RESPONSE,
  queryDescriptor,
  TICKET,
  type FlightData,
  type FlightInfo,
  type Handshake,
  type Ticket,
} from './flight-messages';

const SERVICE = '/arrow.flight.protocol.FlightService';
const AUTHORIZATION = 'authorization';
const UNIMPLEMENTED = 12;

/** How a server is reached. */
export interface FlightChannel {
  /** As `host:port`. */
  readonly address: string;
  /** Null for none. */
  readonly tls: { readonly ca: Buffer | null; readonly verifies: boolean } | null;
  /** How long the server may be silent. */
  readonly timeoutMs: number;
}

/** A client of one server of Arrow Flight SQL. Its methods throw the errors of gRPC, and ServerSilent. */
export class FlightClient {
  readonly #client: Client;
  readonly #timeoutMs: number;

  constructor({ address, tls, timeoutMs }: FlightChannel) {
    this.#timeoutMs = timeoutMs;
    this.#client = new Client(address, credentialsOf(tls), {
      // Batches are as large as the server makes them.
      'grpc.max_receive_message_length': -1,
      // Databases are not behind the proxy of the web.
      'grpc.enable_http_proxy': 0,
    });
  }

  /** Logs in. @returns what further calls have to carry, to other servers of the database as well */
  async logIn(user: string, password: string): Promise<Metadata> {
    const basic = new Metadata();
    basic.set(AUTHORIZATION, `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
    const call = this.#client.makeBidiStreamRequest<Handshake, Handshake>(
      `${SERVICE}/Handshake`,
      HANDSHAKE_REQUEST.encode,
      HANDSHAKE_RESPONSE.decode,
      basic,
      { deadline: Date.now() + this.#timeoutMs },
    );
    let token: string | undefined;
    const take = (metadata: Metadata): void => {
      const found = metadata.get(AUTHORIZATION).map(String);
      token = found.find(text => /^Bearer /i.test(text)) ?? token;
    };
    call.on('metadata', take);
    call.on('status', ({ metadata }) => take(metadata));
    call.end();
    call.resume();
    try {
      await once(call, 'end');
    } catch (error) {
      // Who knows no handshake is told with each call who calls.
      if (!isServiceError(error) || error.code !== UNIMPLEMENTED) throw error;
    }
    if (token === undefined) return basic;
    const bearer = new Metadata();
    bearer.set(AUTHORIZATION, token);
    return bearer;
  }

  /** Runs a statement, and says where its rows are to be had. */
  run(statement: string, login: Metadata): Promise<FlightInfo> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        `${SERVICE}/GetFlightInfo`,
        FLIGHT_DESCRIPTOR.encode,
        FLIGHT_INFO.decode,
        queryDescriptor(statement),
        login,
        { deadline: Date.now() + this.#timeoutMs },
        (error, info) => {
          if (error === null && info !== undefined) resolve(info);
          else reject(error ?? new Error('The server has answered nothing.'));
        },
      );
    });
  }

  /** The messages of a part of a result, as they are asked for. */
  async *rowsOf(ticket: Ticket, login: Metadata): AsyncGenerator<FlightData> {
    const call = this.#client.makeServerStreamRequest(
      `${SERVICE}/DoGet`,
      TICKET.encode,
      FLIGHT_DATA.decode,
      ticket,
      login,
    );
    // What happens while nobody asks is told to who asks next.
    call.on('error', () => undefined);
    const messages: AsyncIterator<FlightData> = call[Symbol.asyncIterator]();
    let isSilent = false;
    const giveUp = (): void => {
      isSilent = true;
      call.cancel();
    };
    try {
      for (;;) {
        // Only what is waited for can be late.
        const timer = setTimeout(giveUp, this.#timeoutMs);
        const next = await messages.next().finally(() => clearTimeout(timer));
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      throw isSilent ? new ServerSilent() : error;
    } finally {
      call.cancel();
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** Whether gRPC says so. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

function credentialsOf(tls: FlightChannel['tls']): ChannelCredentials {
  if (tls === null) return credentials.createInsecure();
  return credentials.createSsl(tls.ca, null, null, { rejectUnauthorized: tls.verifies });
}
