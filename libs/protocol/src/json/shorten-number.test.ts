import * as fc from 'fast-check';
import { shortenNumber } from './shorten-number';

function shortened(text: string): string {
  return shortenNumber(Buffer.from(text), 0, text.length);
}

test('a shortened number is the same double', () => {
  const digits = fc
    .tuple(fc.stringMatching(/^[1-9]\d{0,20}$/), fc.nat({ max: 1_200 }), fc.stringMatching(/^\d{0,20}$/))
    .map(([first, zeros, last]) => first + '0'.repeat(zeros) + last);
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.oneof(fc.constant('0'), digits),
      fc.option(digits),
      fc.nat({ max: 400 }),
      fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.nat({ max: 1_500 }))),
    )
    .map(
      ([sign, whole, fraction, zeros, exponent]) =>
        sign +
        whole +
        (fraction === null ? '' : `.${'0'.repeat(zeros)}${fraction}`) +
        (exponent === null ? '' : exponent.join('')),
    );
  fc.assert(
    fc.property(number, text => {
      const short = shortened(text);
      expect(short.length).toBeLessThan(850);
      expect(Number(short)).toBe(Number(text));
    }),
    { numRuns: 2_000 },
  );
});

test.each(['0', '-0', '-0.0', '0e5', '5', '-12.5e-3', '1e400', `1${'0'.repeat(5_000)}e-5000`])('%s', text => {
  expect(Number(shortened(text))).toBe(Number(text));
});

test('a digit far behind decides between two doubles where the rest is their middle', () => {
  const middle = '1.00000000000000011102230246251565404236316680908203125';
  const zeros = '0'.repeat(10_000);
  expect(Number(shortened(`${middle}${zeros}`))).toBe(1);
  expect(Number(shortened(`${middle}${zeros}1`))).toBe(1.0000000000000002);
});
