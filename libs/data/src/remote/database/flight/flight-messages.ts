import { parse } from 'protobufjs';

/** What of Flight, and of Flight SQL, is sent and received here. Bytes go by the numbers alone, not by the package. */
const PROTO = `
syntax = "proto3";
message HandshakeRequest { uint64 protocol_version = 1; bytes payload = 2; }
message HandshakeResponse { uint64 protocol_version = 1; bytes payload = 2; }
message FlightDescriptor { uint32 type = 1; bytes cmd = 2; repeated string path = 3; }
message FlightInfo { bytes schema = 1; FlightDescriptor flight_descriptor = 2; repeated FlightEndpoint endpoint = 3; }
message FlightEndpoint { Ticket ticket = 1; repeated Location location = 2; }
message Location { string uri = 1; }
message Ticket { bytes ticket = 1; }
message FlightData { FlightDescriptor flight_descriptor = 1; bytes data_header = 2; bytes app_metadata = 3; bytes data_body = 1000; }
message CommandStatementQuery { string query = 1; bytes transaction_id = 2; }
message Any { string type_url = 1; bytes value = 2; }
`;

const { root } = parse(PROTO);

/** A message as an object and as bytes. */
export interface MessageCodec<T> {
  encode(message: T): Buffer;
  decode(bytes: Uint8Array): T;
}

/** What a descriptor is: a command, of which the server knows the meaning. */
const COMMAND = 2;
const STATEMENT_QUERY = 'type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery';

export interface FlightDescriptor {
  readonly type: number;
  readonly cmd: Uint8Array;
}

export interface FlightInfo {
  readonly endpoint: readonly FlightEndpoint[];
}

/** Where a part of a result is to be had; of no location where it is asked for. */
export interface FlightEndpoint {
  readonly ticket: Ticket;
  readonly location: readonly { readonly uri: string }[];
}

export interface Ticket {
  readonly ticket: Uint8Array;
}

/** A message of Arrow's streams: what it is, and the numbers that belong to it. */
export interface FlightData {
  readonly dataHeader: Uint8Array;
  readonly dataBody: Uint8Array;
}

/** Both ways of a handshake. */
export interface Handshake {
  readonly payload: Uint8Array;
}

export const HANDSHAKE_REQUEST = codec<Handshake>('HandshakeRequest');
export const HANDSHAKE_RESPONSE = codec<Handshake>('HandshakeResponse');
export const FLIGHT_DESCRIPTOR = codec<FlightDescriptor>('FlightDescriptor');
export const FLIGHT_INFO = codec<FlightInfo>('FlightInfo');
export const TICKET = codec<Ticket>('Ticket');
export const FLIGHT_DATA = codec<FlightData>('FlightData');
export const ANY = codec<{ readonly typeUrl: string; readonly value: Uint8Array }>('Any');
export const STATEMENT = codec<{ readonly query: string }>('CommandStatementQuery');

/** The descriptor of the result of a query. */
export function queryDescriptor(query: string): FlightDescriptor {
  return { type: COMMAND, cmd: ANY.encode({ typeUrl: STATEMENT_QUERY, value: STATEMENT.encode({ query }) }) };
}

/** @typeParam T - the members of the message that are looked at, as it is written above */
function codec<T extends object>(name: string): MessageCodec<T> {
  const type = root.lookupType(name);
  return {
    encode: message => Buffer.from(type.encode(type.fromObject(message)).finish()),
    // Members that were not sent have the values of their kind, which stand in the prototype of the message.
    decode: bytes => type.decode(bytes) as object as T,
  };
}
