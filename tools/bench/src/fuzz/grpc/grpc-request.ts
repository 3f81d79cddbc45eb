import { deflateSync, gzipSync } from 'node:zlib';
import { grpcFrame } from '../../load/grpc-channel';
import type { Dice } from '../dice';
import type { FuzzedKeys } from '../http/http-request';
import { mutateBytes } from '../mutate-bytes';
import { METHODS, type FuzzedMethod } from './messages';

/** A call as it goes over the wire. */
export interface FuzzedCall {
  readonly method: FuzzedMethod;
  readonly headers: Readonly<Record<string, string>>;
  /** Frames of gRPC, or what looks like them. */
  readonly body: Buffer;
  /** What the client does when it has sent that: it says that no more comes, or gives the call up. */
  readonly isGivenUp: boolean;
  /** Whether it is what gRPC says: of a broken frame or deadline its implementations say INTERNAL. */
  readonly isGrpc: boolean;
}

const CONTENT_TYPES = [
  'application/grpc+proto',
  'application/grpc+json',
  'application/grpc;x',
  'text/plain',
  'application/json',
  '',
];
const TIMEOUTS = ['1S', '5000m', '1n', '0m', '-1S', '99999999H', '123456789S', 'x', '', '1', '1.5S'];
const TIMEOUT = /^\d{1,8}[HMSmun]$/;
const METADATA: readonly (readonly [string, readonly string[]])[] = [
  ['x-request-id', ['abc', 'x'.repeat(300), '']],
  ['x-api-key', ['nope', '', 'x'.repeat(2_000)]],
  ['authorization', ['Bearer nope', 'Basic ***', 'Basic OnAta2V5', '']],
  ['traceparent', ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x', '']],
  ['x-data-bin', ['AAEC', '***', '']],
  ['grpc-accept-encoding', ['gzip', 'identity,deflate,gzip', 'nonsense']],
  ['grpc-encoding', ['gzip', 'deflate', 'identity', 'snappy', '']],
  ['grpc-previous-rpc-attempts', ['1', 'x']],
  ['user-agent', ['grpc-go/1.60', '']],
  ['x-user', ['u1', 'u2']],
];
const COMPRESSED = 1;

/** The call of a number. */
export function fuzzGrpcCall(dice: Dice, keys: FuzzedKeys | null): FuzzedCall {
  const method = dice.weighted(METHODS);
  const message = method.message(dice);
  const headers: Record<string, string> = {
    ':method': dice.chance(0.99) ? 'POST' : dice.pick(['GET', 'PUT', 'FOO']),
    ':path': method.path,
    'content-type': dice.chance(0.97) ? 'application/grpc' : dice.pick(CONTENT_TYPES),
    te: 'trailers',
  };
  if (dice.chance(0.08)) headers['grpc-timeout'] = dice.pick(TIMEOUTS);
  if (keys !== null && dice.chance(0.95)) {
    headers['x-api-key'] = /Repository/.test(method.name) ? keys.reload : keys.predict;
  }
  while (dice.chance(0.2)) {
    const [name, values] = dice.pick(METADATA);
    headers[name] = dice.pick(values);
  }
  const damaged = dice.chance(0.35) ? mutateBytes(message, dice) : message;
  const { body, isFramed } = framesOf(damaged, headers, dice);
  const hasTimeout = TIMEOUT.test(headers['grpc-timeout'] ?? '0S');
  return { method, headers, body, isGrpc: isFramed && hasTimeout, isGivenUp: dice.chance(0.02) };
}

function framesOf(
  message: Buffer,
  headers: Record<string, string>,
  dice: Dice,
): { readonly body: Buffer; readonly isFramed: boolean } {
  const whole = { body: grpcFrame(message), isFramed: headers['grpc-encoding'] === undefined };
  if (dice.chance(0.88)) return whole;
  switch (dice.integer(0, 6)) {
    case 0:
      return { body: Buffer.concat([whole.body, whole.body]), isFramed: false };
    case 1:
      return { body: Buffer.alloc(0), isFramed: false };
    case 2:
      return { body: mutateBytes(whole.body, dice), isFramed: false };
    case 3: {
      // Said to be compressed, which nothing says how.
      const body = Buffer.from(whole.body);
      body[0] = dice.pick([COMPRESSED, 2, 255]);
      return { body, isFramed: false };
    }
    case 4: {
      const body = Buffer.from(whole.body);
      body.writeUInt32BE(dice.pick([0, 1, message.length + 5, 0xffffffff, 20_000_000]), 1);
      return { body, isFramed: false };
    }
    case 5:
      return { body: dice.bytes(dice.integer(0, 64)), isFramed: false };
    default: {
      const isGzip = dice.chance(0.5);
      headers['grpc-encoding'] = isGzip ? 'gzip' : 'deflate';
      const body = grpcFrame(isGzip ? gzipSync(message) : deflateSync(message));
      body[0] = COMPRESSED;
      return { body, isFramed: true };
    }
  }
}
