import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutate-bytes';
import { MODELS } from '../sample-rows';
import type { FuzzedBody } from './bodies';
import { ROUTES } from './routes';

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  readonly route: string;
  readonly method: string;
  readonly target: string;
  readonly bytes: Buffer;
  /** What the client does when it has sent that: wait for the answer, or say first that no more comes. */
  readonly isEnded: boolean;
  /** Whether it is whole as HTTP, so that it must be answered, and the connection is good for another one. */
  readonly isWhole: boolean;
}

/** The keys of the service that is fuzzed; none where it asks for none. */
export interface FuzzedKeys {
  readonly predict: string;
  readonly reload: string;
}

const UNLOAD_EVERY = 2_000;
const LOAD_AFTER = 10;

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'FOO',
  'get',
];
const CONTENT_TYPES = [
  'text/plain',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  '',
  'json',
  '\u00ff',
];
const QUERIES = [
  '?version=v1',
  '?version=v2',
  '?version=nope',
  '?version=',
  '?version=v1&version=v2',
  '?%zz',
  '?version=%00',
  '?__proto__[x]=1',
  '?',
  '??',
  '#x',
  `?${'a=b&'.repeat(500)}`,
  '?version=\u00ff',
];
const EXTRA_HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'Accept-Encoding',
    ['gzip', 'deflate', 'gzip, deflate;q=0.5', 'br', '*', 'gzip;q=0', 'identity;q=0', ';;,'],
  ],
  ['Accept', ['application/json', 'text/html', '*/*', 'nonsense', '']],
  ['X-Request-ID', ['abc', 'x'.repeat(300), '\u00e4\u00ff', '', '"', 'a,b']],
  [
    'traceparent',
    [
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '00-00000000000000000000000000000000-0000000000000000-00',
      'ff-1-1-1',
      'x',
      '',
    ],
  ],
  ['tracestate', ['a=b', ',,,', 'x'.repeat(600)]],
  ['Authorization', ['Bearer nope', 'Basic ***', 'Basic OnAta2V5', 'Basic', 'Digest x', '\u00ff']],
  ['X-API-Key', ['nope', '', '\u00ff', 'x'.repeat(2_000)]],
  ['If-None-Match', ['*', '"x"', 'W/"x"']],
  ['X-Forwarded-For', ['10.0.0.1', 'x', ',,,', '::1']],
  ['X-User', ['u1', 'u2', '']],
  ['Connection', ['close', 'keep-alive', 'Upgrade', 'x']],
  ['Upgrade', ['h2c', 'websocket']],
  ['Expect', ['100-continue', '200-ok']],
  ['Range', ['bytes=0-1']],
  ['Cookie', ['a=b; c']],
];
const ENCODINGS = [
  'gzip',
  'deflate',
  'br',
  'identity',
  'zstd',
  'gzip, gzip',
  'GZIP',
  'x-gzip',
  '',
  'nonsense',
];
const BROKEN_LENGTHS = ['-1', '1e2', '0x10', 'abc', '5, 5', '99999999999999999999', '', '+3'];
const BROKEN_LINES = [
  'Broken',
  ': x',
  'A B: c',
  'Content-Length: 7',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: chunked, gzip',
  'Host: again',
  `X-Long: ${'x'.repeat(20_000)}`,
  'X-Null: a\u0000b',
  ' folded: x',
];

/**
 * The HTTP request of a number. Now and then a model is unloaded, and loaded again a little later, whatever chance has
 * for that number.
 */
export function fuzzHttpRequest(number: number, dice: Dice, keys: FuzzedKeys | null): FuzzedRequest {
  const inTurn = number % UNLOAD_EVERY;
  const model = dice.pick(MODELS);
  const turned = MODELS[number % MODELS.length].name;
  if (inTurn === UNLOAD_EVERY / 2) return repositoryCall('unload', turned, keys);
  // The distance is a multiple of the number of models, so that it is the same one.
  if (inTurn === UNLOAD_EVERY / 2 + LOAD_AFTER * MODELS.length) return repositoryCall('load', turned, keys);
  const route = dice.weighted(ROUTES);
  const method = dice.chance(0.92) ? route.method : dice.pick(METHODS);
  const path = route.path(dice, model);
  const target = mutateTarget(path + (dice.chance(0.1) ? dice.pick(QUERIES) : ''), dice);
  const hasBody = route.method === 'POST' ? dice.chance(0.97) : dice.chance(0.03);
  const body = encoded(hasBody ? route.body(dice, model) : { bytes: Buffer.alloc(0), headers: {} }, dice);
  const headers = headersOf(body, route, dice, keys);
  return framed({ route: route.name, method, target }, headers, body.bytes, dice);
}

/** A call of the repository as it should be. */
function repositoryCall(action: 'load' | 'unload', model: string, keys: FuzzedKeys | null): FuzzedRequest {
  const target = `/v2/repository/models/${model}/${action}`;
  const key = keys === null ? '' : `X-API-Key: ${keys.reload}\r\n`;
  const head = `POST ${target} HTTP/1.1\r\nHost: a\r\n${key}Content-Length: 0\r\n\r\n`;
  return {
    route: `${action}s in turn`,
    method: 'POST',
    target,
    bytes: Buffer.from(head),
    isEnded: false,
    isWhole: true,
  };
}

function mutateTarget(target: string, dice: Dice): string {
  if (dice.chance(0.96)) return target;
  return mutateBytes(Buffer.from(target, 'latin1'), dice)
    .toString('latin1')
    .replace(/[\r\n ]/g, '+');
}

/** A body that is compressed, or says so. */
function encoded(body: FuzzedBody, dice: Dice): FuzzedBody {
  if (dice.chance(0.9)) return body;
  const compress = dice.pick([gzipSync, deflateSync, deflateRawSync, (bytes: Buffer) => bytes]);
  const compressed = compress(body.bytes);
  const fitting = compress === gzipSync ? 'gzip' : 'deflate';
  return {
    bytes: dice.chance(0.3) ? mutateBytes(compressed, dice) : compressed,
    headers: {
      ...body.headers,
      'Content-Encoding': dice.chance(0.7) ? fitting : dice.pick(ENCODINGS),
    },
  };
}

function headersOf(
  body: FuzzedBody,
  { name }: { readonly name: string },
  dice: Dice,
  keys: FuzzedKeys | null,
): Record<string, string> {
  const headers: Record<string, string> = { ...body.headers };
  if (dice.chance(0.08)) headers['Content-Type'] = dice.pick(CONTENT_TYPES);
  if (dice.chance(0.03)) delete headers['Content-Type'];
  if (keys !== null && dice.chance(0.95)) {
    const key = /reload|repository/.test(name) ? keys.reload : keys.predict;
    if (dice.chance(0.8)) headers['X-API-Key'] = key;
    else headers['Authorization'] = `Bearer ${key}`;
  }
  while (dice.chance(0.25)) {
    const [field, values] = dice.pick(EXTRA_HEADERS);
    headers[field] = dice.pick(values);
  }
  return headers;
}

/** Puts a request together, sometimes in a way that is no HTTP, or without its end. */
function framed(
  { route, method, target }: Pick<FuzzedRequest, 'route' | 'method' | 'target'>,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  dice: Dice,
): FuzzedRequest {
  const version = dice.chance(0.99)
    ? 'HTTP/1.1'
    : dice.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'HTP/1.1', '']);
  const lines = [`${method} ${target} ${version}`];
  if (dice.chance(0.99)) lines.push('Host: a');
  lines.push(...Object.entries(headers).map(([name, value]) => `${name}: ${value}`));
  let isWhole = version === 'HTTP/1.1' && lines[1] === 'Host: a';
  if (dice.chance(0.02)) {
    lines.splice(dice.integer(1, lines.length), 0, dice.pick(BROKEN_LINES));
    isWhole = false;
  }
  let sent = body;
  if (dice.chance(0.06)) {
    lines.push('Transfer-Encoding: chunked');
    sent = chunked(body, dice);
    if (dice.chance(0.2)) {
      sent = mutateBytes(sent, dice);
      isWhole = false;
    }
  } else if (body.length > 0 || dice.chance(0.5)) {
    const isRight = dice.chance(0.97);
    lines.push(`Content-Length: ${isRight ? body.length : dice.pick(BROKEN_LENGTHS)}`);
    isWhole &&= isRight;
  }
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), sent]);
  const request = { route, method, target };
  if (dice.chance(0.02))
    return { ...request, bytes: mutateBytes(bytes, dice), isEnded: true, isWhole: false };
  if (dice.chance(0.01)) {
    const cut = bytes.subarray(0, dice.integer(1, bytes.length));
    // A few are left open, for the service to give up.
    return { ...request, bytes: cut, isEnded: dice.chance(0.9), isWhole: false };
  }
  const isClosing = /^(?:Upgrade|close|x)$/.test(headers['Connection'] ?? '') || method === 'CONNECT';
  return { ...request, bytes, isEnded: !isWhole, isWhole: isWhole && !isClosing && !('Upgrade' in headers) };
}

function chunked(body: Buffer, dice: Dice): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const piece = body.subarray(at, at + dice.integer(1, Math.max(1, body.length)));
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    at += piece.length;
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}
