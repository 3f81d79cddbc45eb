import * as fc from 'fast-check';
import { rawConnections } from '../../../service-testing/clients/raw-connections';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { services } from '../testing/local-service';

/**
 * A request is read directly where it has the plain form, and by node:http where it has not. An empty line before it
 * means nothing, and is not of the plain form: so the same request is read both ways, and the answers are compared.
 */
const BY_NODE = '\r\n';

const service = services.shared({ COMPRESS_MIN_BYTES: '2000', MAX_BATCH_ROWS: '300' });
const clients = rawConnections();

/** Ends every conversation: a request that is answered, and an error, whatever a wrong length takes of it. */
const GOODBYE = `GET /live HTTP/1.1\r\nHost: a\r\n\r\n${'!'.repeat(3_000)}\r\n\r\n`;

/** All that is answered, but for what is different each time. */
async function conversation(bytes: Buffer): Promise<string> {
  const client = await clients.open(service().port, Buffer.concat([bytes, Buffer.from(GOODBYE, 'latin1')]));
  await client.gone;
  return client
    .text()
    .replace(/^Date: .*$/gim, 'Date: now')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    .replace(/^traceresponse: 00-([0-9a-f]{32})-[0-9a-f]{16}-/gm, 'traceresponse: 00-$1-span-');
}

async function expectSame(bytes: Buffer): Promise<string> {
  const direct = await conversation(bytes);
  expect(direct).toBe(await conversation(Buffer.concat([Buffer.from(BY_NODE), bytes])));
  return direct;
}

function post(path: string, fields: readonly string[], body: string | Buffer): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const head = [`POST ${path} HTTP/1.1`, 'Host: a', ...fields, length, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

const ROW = requestOf(1).data[0];

const path = fc.constantFrom(
  ...[
    '/predictions/xgb',
    '/predictions/xgb/',
    '/predictions/xgb/fx-a-xgb-1',
    '/predictions/nobody',
    '/predict',
  ],
  ...[
    '/predict?version=no',
    '/v1/models/xgb:predict',
    '/v1/models/xgb/versions/2:predict',
    '/v2/models/xgb/infer',
  ],
  ...['/predictions/%d1%86%0d%0a', '/nowhere'],
);
const fields = [
  ...['X-Request-ID: a-1', 'X-Request-ID:', `X-Request-ID: ${'x'.repeat(300)}`, 'X-Request-ID: a b\tc'],
  ...['Content-Type: application/json', 'Content-Type: text/plain', 'Content-Type: application/octet-stream'],
  ...['Accept-Encoding: gzip', 'Accept-Encoding: br', 'Connection: keep-alive'],
  ...['traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'traceparent: 00'],
  ...['Expect: banana', 'Content-Encoding: identity', 'Content-Encoding: gzip'],
];
const LAST = 'Connection: close';
const body = fc.oneof(
  fc.constantFrom(1, 2, 150, 301).map(rows => JSON.stringify(requestOf(rows))),
  fc.constantFrom('', '{', '{}', '[]', '{"data":[]}', '{"data":[{"item_ctr":"a"}]}', '{"data":[{"цена":1}]}'),
  fc.constantFrom(JSON.stringify({ instances: [ROW] }), JSON.stringify({ instances: [ROW], inputs: [] })),
  fc.constant(
    JSON.stringify({
      inputs: [{ name: 'input', shape: [1, 7], datatype: 'FP32', data: [1, 2, 3, 4, 5, 6, 7] }],
    }),
  ),
  fc.jsonValue().map(value => JSON.stringify(value)),
);

/** A request with some of these fields. */
function requestWith(known: readonly string[]): fc.Arbitrary<Buffer> {
  const some = fc.uniqueArray(fc.constantFrom(...known), {
    maxLength: 4,
    selector: text => text.split(':')[0],
  });
  return fc.tuple(path, some, body).map(([to, given, text]) => post(to, given, text));
}

const request = requestWith([...fields, LAST]);

test('any request for a prediction has the answer that node:http would bring', async () => {
  const statuses = new Set<string>();
  await fc.assert(
    fc.asyncProperty(request, async bytes => {
      statuses.add((await expectSame(bytes)).slice(0, 12));
    }),
    { numRuns: 150 },
  );
  expect([...statuses]).toEqual(expect.arrayContaining(['HTTP/1.1 200', 'HTTP/1.1 400', 'HTTP/1.1 404']));
});

test('several in a row have theirs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requestWith(fields), { minLength: 2, maxLength: 6 }), async requests => {
      await expectSame(Buffer.concat(requests));
    }),
    { numRuns: 60 },
  );
});

/** What is done to a request on its way. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(2),
  // No digit: a length that is many times as long would be waited for.
  put: fc.constantFrom(
    '',
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    ' ',
    '\t',
    '\0',
    '\xff',
    ':',
    'X',
    '{',
    'A: b\r\n',
  ),
});

test('a damaged one is answered, or refused, as node:http would', async () => {
  await fc.assert(
    fc.asyncProperty(request, fc.array(damage, { minLength: 1, maxLength: 3 }), async (whole, damages) => {
      let text = whole.toString('latin1');
      for (const { at, cut, put } of damages) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + put + text.slice(start + cut);
      }
      await expectSame(Buffer.from(text, 'latin1'));
    }),
    { numRuns: 250 },
  );
});
