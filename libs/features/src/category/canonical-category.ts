/**
 * The one text by which a value of a category is known, whatever wrote it: a table library that has made 3.0 of an
 * integer column with a gap, a boolean of Parquet, a number of JSON, a float as Go or C prints it. Training, serving,
 * vocabularies, defaults and hash buckets all go through here, so that a value that trained is found when it is served.
 *
 * - Spaces around a text do not count.
 * - Whole numbers have neither fraction nor exponent nor the sign of zero: `3.0`, `3.` and `3e+00` are `3`, `-0` is `0`.
 *   Digits are never rounded, however many there are.
 * - `True`, `TRUE` and `true` are `true`.
 * - Any other text is itself: `007`, `3.50` and `1e3` may be ids that mean what they say.
 *
 * Applying it twice changes nothing more.
 */
export function canonicalText(text: string): string {
  const trimmed = text.trim();
  const first = trimmed.charCodeAt(0);
  if ((first >= ZERO && first <= NINE) || first === MINUS) return wholeNumber(trimmed);
  return BOOLEAN.test(trimmed) ? trimmed.toLowerCase() : trimmed;
}

/**
 * The canonical text of a value as it came from JSON: a text, a whole number or a boolean. Null for anything else,
 * whole numbers included that JSON cannot carry exactly (from 2⁵³ on). Texts are left to `canonicalText`.
 */
export function categoryText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return Number.isSafeInteger(value) ? String(value) : null;
}

/**
 * The canonical text of a number that stands in a data file, by its digits there: 5, 5.0, 5.00 and 5e0 are `5`, 2.50 is
 * `2.5`, since to a number trailing zeros mean nothing. Null for NaN and the infinities.
 */
export function canonicalNumber(digits: string): string | null {
  const whole = wholeNumber(digits);
  if (DIGITS.test(whole)) return whole;
  const number = Number(digits);
  if (digits === '' || !Number.isFinite(number)) return null;
  return wholeNumber(String(number));
}

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const BOOLEAN = /^(?:true|false)$/i;
const DIGITS = /^-?\d+$/;
/** A leading zero is part of an id, so it is no number that a program printed. */
const WITH_FRACTION = /^(-?(?:0|[1-9]\d*))\.0*$/;
/** As programs print a float: one digit in front, the exponent with its sign and two digits at least. */
const WITH_EXPONENT = /^(-?)(\d)(?:\.(\d*))?[eE]\+(\d{2,3})$/;
/** The largest power of ten of a 64-bit float. */
const LARGEST_EXPONENT = 308;

function wholeNumber(text: string): string {
  if (text === '-0') return '0';
  const point = text.indexOf('.');
  if (point > 0) {
    const digits = WITH_FRACTION.exec(text)?.[1];
    if (digits !== undefined) return digits === '-0' ? '0' : digits;
  }
  return text.indexOf('+') > 1 ? withoutExponent(text) : text;
}

function withoutExponent(text: string): string {
  const match = WITH_EXPONENT.exec(text);
  if (match === null) return text;
  const [, sign, first, fraction = '', exponentText] = match;
  const exponent = Number(exponentText);
  const digits = fraction.replace(/0+$/, '');
  if (first === '0') return digits === '' ? '0' : text;
  if (digits.length > exponent || exponent > LARGEST_EXPONENT) return text;
  return sign + first + digits.padEnd(exponent, '0');
}
