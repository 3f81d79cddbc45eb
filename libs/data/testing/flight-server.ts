import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { Message, tableToIPC, type Table } from 'apache-arrow';
import {
  ANY,
  FLIGHT_DATA,
  FLIGHT_DESCRIPTOR,
  FLIGHT_INFO,
  HANDSHAKE_REQUEST,
  HANDSHAKE_RESPONSE,
  STATEMENT,
  TICKET,
  type FlightData,
  type FlightDescriptor,
  type FlightEndpoint,
  type FlightInfo,
  type Handshake,
  type MessageCodec,
  type Ticket,
} from '../src/remote/database/flight/flight-messages';

export interface FlightOptions {
  readonly user: string;
  readonly password: string;
  /** The results of statements; `undefined` for one that the server refuses. */
  readonly answer: (statement: string) => Table | undefined;
  /** Where a ticket is to be taken, as Doris names a backend. @default nowhere else */
  readonly locations?: readonly string[];
  /** Who has the results instead. */
  readonly beside?: FlightServer;
  /** A key and a certificate, with which it speaks TLS. @default none */
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
}

/** What goes wrong with the rows of a ticket, behind so many of its messages. */
export type FlightFault = { readonly kind: 'break' | 'stall'; readonly behind: number };

/** A small server of Arrow Flight SQL in this process: it lets one user in, and gives tables batch by batch. */
export class FlightServer {
  /** Statements so far. */
  readonly statements: string[] = [];
  /** Decides what goes wrong with the next ticket; nothing unless it is set. */
  fault: () => FlightFault | undefined = () => undefined;
  /** How many tickets have been taken. */
  tickets = 0;
  readonly #server = new Server();
  readonly #results = new Map<string, Table>();
  port = 0;

  private constructor(private readonly options: FlightOptions) {
    this.#server.addService(
      {
        Handshake: methodOf('Handshake', HANDSHAKE_REQUEST, HANDSHAKE_RESPONSE, true, true),
        GetFlightInfo: methodOf('GetFlightInfo', FLIGHT_DESCRIPTOR, FLIGHT_INFO, false, false),
        DoGet: methodOf('DoGet', TICKET, FLIGHT_DATA, false, true),
      },
      {
        Handshake: (call: ServerDuplexStream<Handshake, Handshake>) => this.#shakeHands(call),
        GetFlightInfo: (
          call: ServerUnaryCall<FlightDescriptor, FlightInfo>,
          reply: sendUnaryData<FlightInfo>,
        ) => this.#run(call, reply),
        DoGet: (call: ServerWritableStream<Ticket, FlightData>) => this.#give(call),
      },
    );
  }

  static async start(options: FlightOptions): Promise<FlightServer> {
    const server = new FlightServer(options);
    const { tls } = options;
    const credentials =
      tls === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }]);
    server.port = await new Promise((resolve, reject) => {
      server.#server.bindAsync('127.0.0.1:0', credentials, (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    return server;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #shakeHands(call: ServerDuplexStream<Handshake, Handshake>): void {
    const { user, password } = this.options;
    // Clients of Go leave out the padding.
    const [, basic = ''] = /^Basic (.*)/.exec(String(call.metadata.get('authorization')[0])) ?? [];
    if (Buffer.from(basic, 'base64').toString() !== `${user}:${password}`) {
      call.emit('error', {
        code: status.UNAUTHENTICATED,
        details: `Access denied for ${user} (${password})`,
      });
      return;
    }
    const answer = new Metadata();
    answer.set('authorization', `Bearer ${TOKEN}`);
    call.sendMetadata(answer);
    call.end();
  }

  #run(call: ServerUnaryCall<FlightDescriptor, FlightInfo>, reply: sendUnaryData<FlightInfo>): void {
    if (!isLoggedIn(call.metadata)) return reply({ code: status.UNAUTHENTICATED, details: 'No token.' });
    const { query } = STATEMENT.decode(ANY.decode(call.request.cmd).value);
    this.statements.push(query);
    const table = this.options.answer(query);
    if (table === undefined) {
      return reply({
        code: status.INVALID_ARGUMENT,
        details: `errCode = 2, detailMessage = Unknown table\n 'nothing'`,
      });
    }
    const ticket = `${this.port}/${this.statements.length}`;
    (this.options.beside ?? this).#results.set(ticket, table);
    const endpoint: FlightEndpoint = {
      ticket: { ticket: Buffer.from(ticket) },
      location: (this.options.locations ?? []).map(uri => ({ uri })),
    };
    reply(null, { endpoint: [endpoint] });
  }

  #give(call: ServerWritableStream<Ticket, FlightData>): void {
    const table = this.#results.get(Buffer.from(call.request.ticket).toString());
    if (!isLoggedIn(call.metadata) || table === undefined) {
      call.emit('error', { code: status.NOT_FOUND, details: 'No such ticket.' });
      return;
    }
    this.tickets++;
    const fault = this.fault();
    const messages = messagesOf(tableToIPC(table, 'stream'));
    for (const message of messages.slice(0, fault?.behind)) call.write(message);
    if (fault === undefined) call.end();
    else if (fault.kind === 'break')
      call.emit('error', { code: status.UNAVAILABLE, details: 'Backend is gone.' });
  }
}

const TOKEN = 'a-token';

function isLoggedIn(metadata: Metadata): boolean {
  return String(metadata.get('authorization')[0]) === `Bearer ${TOKEN}`;
}

function methodOf<Request, Response>(
  name: string,
  request: MessageCodec<Request>,
  response: MessageCodec<Response>,
  requestStream: boolean,
  responseStream: boolean,
) {
  return {
    path: `/arrow.flight.protocol.FlightService/${name}`,
    requestStream,
    responseStream,
    requestSerialize: request.encode,
    requestDeserialize: request.decode,
    responseSerialize: response.encode,
    responseDeserialize: response.decode,
  };
}

/** The messages of a stream of Arrow: each has a mark, the length of its header, the header, and a body. */
function messagesOf(stream: Uint8Array): FlightData[] {
  const messages: FlightData[] = [];
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  for (let at = 0; at < stream.length;) {
    const headerBytes = view.getInt32(at + 4, true);
    if (headerBytes === 0) break;
    const dataHeader = stream.subarray(at + 8, at + 8 + headerBytes);
    const bodyAt = at + 8 + headerBytes;
    const bodyBytes = Message.decode(dataHeader).bodyLength;
    messages.push({ dataHeader, dataBody: stream.subarray(bodyAt, bodyAt + bodyBytes) });
    at = bodyAt + bodyBytes;
  }
  return messages;
}
