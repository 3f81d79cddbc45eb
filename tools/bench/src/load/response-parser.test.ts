import fc from 'fast-check';
import { ResponseParser } from './response-parser';

const responses = fc.array(
  fc.record({
    status: fc.constantFrom(200, 400, 503),
    body: fc.oneof(fc.constant(''), fc.string({ maxLength: 40 }), fc.constant('\r\n\r\n'.repeat(900))),
    extraHeader: fc.constantFrom('', 'X-Request-ID: 1\r\n', `X-Long: ${'x'.repeat(2000)}\r\n`),
    lengthName: fc.constantFrom('Content-Length', 'content-length'),
  }),
  { minLength: 1, maxLength: 5 },
);

test('responses are told apart wherever the connection cuts them', () =>
  fc.assert(
    fc.property(responses, fc.array(fc.nat(), { maxLength: 10 }), (list, cuts) => {
      const stream = Buffer.concat(
        list.map(({ status, body, extraHeader, lengthName }) => {
          const head = `HTTP/1.1 ${status} Text\r\n${extraHeader}${lengthName}: ${Buffer.byteLength(body)}`;
          return Buffer.from(`${head}\r\nDate: today\r\n\r\n${body}`);
        }),
      );
      const statuses: number[] = [];
      const parser = new ResponseParser(status => statuses.push(status));
      for (const piece of pieces(stream, cuts)) parser.feed(piece);
      expect(statuses).toEqual(list.map(({ status }) => status));
    }),
  ));

test('a response ends with the last byte of its body, not before', () => {
  const statuses: number[] = [];
  const parser = new ResponseParser(status => statuses.push(status));
  parser.feed(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab'));
  expect(statuses).toEqual([]);
  parser.feed(Buffer.from('c'));
  expect(statuses).toEqual([200]);
});

test('a response without a length is refused, since its end is not known', () => {
  const parser = new ResponseParser(() => undefined);
  const chunked = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(() => parser.feed(chunked)).toThrow('Content-Length');
});

function pieces(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts.map(cut => cut % stream.length), stream.length].sort((a, b) => a - b);
  return ends.map((end, i) => stream.subarray(ends[i - 1] ?? 0, end));
}
