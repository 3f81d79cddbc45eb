import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { canonicalNumber, canonicalText, categoryText } from './canonical-category';

test.each([
  ['3', '3'],
  ['3.0', '3'],
  ['3.', '3'],
  ['3.000', '3'],
  ['-3.0', '-3'],
  ['0', '0'],
  ['-0', '0'],
  ['-0.0', '0'],
  ['0e+00', '0'],
  ['3e+00', '3'],
  ['3.000000000000000000e+00', '3'],
  ['1e+06', '1000000'],
  ['-1.5E+01', '-15'],
  ['1.234567e+06', '1234567'],
  ['3e+20', '300000000000000000000'],
  ['9007199254740993.0', '9007199254740993'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['True', 'true'],
  ['FALSE', 'false'],
  [' Oslo\t', 'Oslo'],
  ['\u00a0x\ufeff', 'x'],
  ['  ', ''],
])('%j is %j', (text, canonical) => expect(canonicalText(text)).toBe(canonical));

test.each([
  ...['007', '007.0', '00', '+3', '3.5', '3.50', '.0', '1e3', '1e+3', '1E5', '1.55e+01', '10e+05', '1e-05'],
  ...[
    '1e+309',
    '1e+999',
    '1.2.0',
    '3.0.0',
    '3.0a',
    'a3.0',
    '1_000',
    '1,000.0',
    '0x10',
    'truth',
    'T',
    'yes',
    'NA',
  ],
  ...['-', '--0', '-x', '\u0663', 'Infinity', '12:30', '2026-01-02', 'two words', '__proto__'],
])('%j is itself', text => expect(canonicalText(text)).toBe(text));

test.each([
  ['5', '5'],
  ['5.00', '5'],
  ['5e0', '5'],
  ['1E6', '1000000'],
  ['2.50', '2.5'],
  ['1e-07', '1e-7'],
  ['-0.0', '0'],
  ['1.5e2', '150'],
  ['1e21', '1000000000000000000000'],
  ['12345678901234567890', '12345678901234567890'],
  ['12345678901234567890.00', '12345678901234567890'],
  ['nan', null],
  ['inf', null],
  ['-Infinity', null],
  ['1e400', null],
  ['', null],
])('the number %j is %j', (digits, canonical) => expect(canonicalNumber(digits)).toBe(canonical));

test.each([
  [3, '3'],
  [-0, '0'],
  [2 ** 53 - 1, '9007199254740991'],
  [true, 'true'],
  [false, 'false'],
])('the value %p of JSON is %j', (value, text) => expect(categoryText(value)).toBe(text));

test.each([2 ** 53, 1e21, 0.5, NaN, null, undefined, {}, ['x']])('%p is no category', value =>
  expect(categoryText(value)).toBeNull(),
);

const text = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({ unit: fc.constantFrom(...'0123-+.eE aTtrufalse') }),
  fc.double().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value.toExponential()),
);

test('once is as good as twice', () => {
  fc.assert(
    fc.property(text, value => {
      const once = canonicalText(value);
      expect(canonicalText(once)).toBe(once);
      const number = canonicalNumber(value);
      if (number !== null) expect(canonicalText(number)).toBe(number);
    }),
    { numRuns: 2_000 },
  );
});

test('a whole number is the same in every spelling that programs give it', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), number => {
      const digits = BigInt(number).toString();
      const [mantissa, exponent] = number.toExponential().split('e+');
      const spellings = [
        `${digits}.0`,
        ` ${digits}`,
        number.toFixed(2),
        ...(exponent === undefined ? [] : [`${mantissa}e+${exponent.padStart(2, '0')}`]),
      ];
      for (const spelling of spellings) {
        expect(canonicalText(spelling)).toBe(digits);
        expect(canonicalNumber(spelling.trim())).toBe(digits);
      }
      expect(canonicalText(categoryText(number) ?? '')).toBe(digits);
    }),
  );
});

test('megabytes of digits take linear time', () => {
  const digits = '1'.repeat(2_000_000);
  expect(canonicalText(`${digits}.0`)).toBe(digits);
  expect(canonicalText(`${digits}.${'0'.repeat(2_000_000)}x`)).toHaveLength(4_000_002);
  expect(canonicalText(`1.${digits}e+99`)).toHaveLength(2_000_006);
});
