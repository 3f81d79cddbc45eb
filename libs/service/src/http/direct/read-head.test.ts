import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Duplex } from 'node:stream';
import * as fc from 'fast-check';
import { readHead } from './read-head';

const LINES = [
  'POST /predictions/xgb HTTP/1.1',
  'Host: 127.0.0.1:8080',
  'User-Agent: Go-http-client/1.1',
  'Content-Length: 20',
  'Content-Type: application/json',
  'X-Request-ID: a-1',
  'Accept-Encoding: gzip',
];

function headOf(lines: readonly string[]): Buffer {
  return Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
}

/** The lines with one more, or with one in place of that which begins alike. */
function withLine(line: string): string[] {
  const name = line.slice(0, line.indexOf(':') + 1);
  const others = LINES.filter(other => name === '' || !other.startsWith(name));
  return [...others, line];
}

describe('a request as clients send it', () => {
  test('is read: its target, its fields, and where it ends', () => {
    const bytes = Buffer.concat([headOf(LINES), Buffer.from('{"data":[{}]}       POST')]);
    expect(readHead(bytes)).toEqual({
      text: headOf(LINES).toString('latin1'),
      method: 'POST',
      url: '/predictions/xgb',
      httpVersion: '1.1',
      headers: {
        host: '127.0.0.1:8080',
        'user-agent': 'Go-http-client/1.1',
        'content-length': '20',
        'content-type': 'application/json',
        'x-request-id': 'a-1',
        'accept-encoding': 'gzip',
      },
      bodyBytes: 20,
      isLast: false,
    });
  });

  test.each([
    ['keep-alive', false],
    ['Keep-Alive', false],
    ['close', true],
  ])('with Connection: %s', (value, isLast) => {
    expect(readHead(headOf(withLine(`Connection: ${value}`)))?.isLast).toBe(isLast);
  });

  test.each([
    ['no space before a value', 'X-A:b', 'b'],
    ['tabs and spaces around a value', 'X-A: \t b c\t ', 'b c'],
    ['an empty value', 'X-A:', ''],
    ['a value of blanks', 'X-A:   ', ''],
    ['a name in capitals', 'X-A: B', 'B'],
  ])('%s', (_what, line, value) => {
    expect(readHead(headOf([...LINES, line]))?.headers['x-a']).toBe(value);
  });

  test.each(['/predictions/a%20b/v1.2_3~4', '/predict?version=v1&x=a+b', '/v1/models/xgb:predict'])(
    'to %s',
    url => {
      expect(readHead(headOf([`POST ${url} HTTP/1.1`, ...LINES.slice(1)]))?.url).toBe(url);
    },
  );
});

describe('left to node:http is', () => {
  test.each([
    ['another method', 'GET /predictions/xgb HTTP/1.1'],
    ['a method in small letters', 'post /predictions/xgb HTTP/1.1'],
    ['another version', 'POST /predictions/xgb HTTP/1.0'],
    ['no version', 'POST /predictions/xgb'],
    ['a whole URL', 'POST http://a/predictions/xgb HTTP/1.1'],
    ['two spaces', 'POST  /predictions/xgb HTTP/1.1'],
    ['a space in the target', 'POST /predictions/x gb HTTP/1.1'],
    ['a fragment', 'POST /predictions/xgb#a HTTP/1.1'],
    ['a byte beyond ASCII in the target', 'POST /predictions/\xe9 HTTP/1.1'],
    ['something behind the version', 'POST /predictions/xgb HTTP/1.1 '],
    ['an empty line before it', '\r\nPOST /predictions/xgb HTTP/1.1'],
  ])('%s', (_what, requestLine) => {
    expect(readHead(headOf([requestLine, ...LINES.slice(1)]))).toBeNull();
  });

  test.each([
    ['chunks', 'Transfer-Encoding: chunked'],
    ['an expectation', 'Expect: 100-continue'],
    ['an upgrade', 'Upgrade: h2c'],
    ['a compressed body', 'Content-Encoding: gzip'],
    ['several wishes for the connection', 'Connection: keep-alive, Upgrade'],
    ['what old proxies say of the connection', 'Proxy-Connection: close'],
    ['a second length, the same', 'content-length: 20'],
    ['a second host', 'HOST: b'],
    ['any field twice', 'user-agent: b'],
    ['a folded line', ' and more'],
    ['a space before the colon', 'X-A : b'],
    ['a name without a colon', 'X-A'],
    ['no name', ': b'],
    ['a name that is no word', 'X_A: b'],
    ['a name that every object has', 'constructor: b'],
    ['a control character', 'X-A: a\x01b'],
    ['NUL', 'X-A: a\0b'],
    ['DEL', 'X-A: a\x7fb'],
    ['a byte beyond ASCII', 'X-A: \xe9'],
    ['a line feed alone', 'X-A: a\nX-B: b'],
    ['a carriage return alone', 'X-A: a\rX-B: b'],
  ])('%s', (_what, line) => {
    expect(readHead(headOf([...LINES, line]))).toBeNull();
  });

  test.each(['', '+20', '-20', '0x14', '2 0', '20, 20', '20.0', '1e3', '20;', '1234567890'])(
    'the length "%s"',
    length => {
      expect(readHead(headOf(withLine(`Content-Length: ${length}`)))).toBeNull();
    },
  );

  test.each(['Host:', 'Content-Length:'])('no %s', name => {
    expect(readHead(headOf(LINES.filter(line => !line.startsWith(name))))).toBeNull();
  });

  test('a head that is not there to its end, at whatever byte', () => {
    const whole = headOf(LINES);
    for (let length = 0; length < whole.length; length++)
      expect(readHead(whole.subarray(0, length))).toBeNull();
    expect(readHead(whole)).not.toBeNull();
  });

  test('a long head', () => {
    const fill = (bytes: number): Buffer => {
      const rest = bytes - headOf([...LINES, 'X-A: ']).length;
      return headOf([...LINES, `X-A: ${'a'.repeat(rest)}`]);
    };
    expect(readHead(fill(4_096))).not.toBeNull();
    expect(readHead(fill(4_097))).toBeNull();
  });
});

interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  body: string;
}

/** The requests that node:http sees in bytes. */
async function requestsIn(bytes: Buffer): Promise<readonly SeenRequest[]> {
  const seen: SeenRequest[] = [];
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    const { method, url, headers } = request;
    const one: SeenRequest = { method, url, headers, body: '' };
    seen.push(one);
    request.on('data', (chunk: Buffer) => (one.body += chunk.toString('latin1')));
    request.on('end', () => response.end());
  });
  const connection = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  server.on('clientError', () => connection.destroy());
  server.emit('connection', connection);
  connection.push(bytes);
  for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve));
  connection.destroy();
  return seen;
}

/** Bytes that parsers are known to think differently about, and harmless ones. */
const piece = fc.constantFrom(
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\n\n',
    ' ',
    '\t',
    ':',
    ',',
    '\0',
    '\x7f',
    '\xff',
    '+',
    '-',
    '0',
    '1',
    'a',
  ],
  ...[
    'Content-Length: 1\r\n',
    'content-length:20\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Connection: close\r\n',
  ],
  ...[
    'X-A: b\r\n',
    'X-A:b \t\r\n',
    ' X: b\r\n',
    'Upgrade: h2c\r\n',
    'Host: b\r\n',
    'Expect: 100-continue\r\n',
  ],
);

/** Something is put in place of some bytes somewhere. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(3), piece });

test('what is read is what node:http reads in the same bytes, to the same end', async () => {
  let readCount = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { maxLength: 3 }),
      fc.shuffledSubarray(LINES.slice(1)),
      async (edits, fields) => {
        let text = headOf([LINES[0], ...fields]).toString('latin1');
        for (const { at, cut, piece: put } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + put + text.slice(start + cut);
        }
        const bytes = Buffer.from(text, 'latin1');
        const head = readHead(bytes);
        if (!head || head.bodyBytes > 10_000) return;
        readCount++;
        const body = '{'.padEnd(head.bodyBytes, 'x').slice(0, head.bodyBytes);
        const next = head.isLast ? '' : 'GET /next HTTP/1.1\r\nHost: a\r\n\r\n';
        const requests = await requestsIn(Buffer.from(head.text + body + next, 'latin1'));
        const { method, url, headers } = head;
        expect(requests.slice(0, 1)).toEqual([{ method, url, headers, body }]);
        expect(requests.slice(1).map(request => request.url)).toEqual(head.isLast ? [] : ['/next']);
      },
    ),
    { numRuns: 2_000 },
  );
  // Or nothing would have been compared.
  expect(readCount).toBeGreaterThan(100);
});
