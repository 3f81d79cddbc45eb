// A JSON number read from bytes: the nearest double where it can be told cheaply, which is nearly always.

const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const LOWER_E: u32 = 0x65;

/** More digits do not fit into 64 bits; such numbers are left to the caller. */
const MOST_DIGITS: i32 = 19;
/** A mantissa below this and a power of ten up to 10²² are doubles, so one operation on them rounds once. */
const EXACT_MANTISSA: u64 = 1 << 53;
const LARGEST_POWER: i32 = 22;
/** No exponent has more digits here. */
const MOST_EXPONENT_DIGITS: i32 = 3;

const ALL_ZERO_CHARACTERS: u64 = 0x3030303030303030;

const POWERS_OF_TEN: StaticArray<f64> = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
];

/** Within this share of it lies the true value of a number that is not exact. */
const MARGIN: f64 = 2e-15;
/** Splits a double into halves of 26 bits, whose products are exact (Veltkamp). */
const SPLITTER: f64 = 134_217_729;
/** So near to a tie, in units in the last place, the quotient of two doubles does not tell which side it is on. */
const NEAR_TIE: f64 = 1e-9;

/** The number that `readNumber` read. */
export let number: f64 = 0;
/** Whether it is the nearest double; otherwise it is off by at most a few roundings. */
export let isExact: bool = true;

/** Whether a number that is not exact rounds to the same float32 as the true one. */
export function isSettled(size: f64): bool {
  return <f32>(size * (1 - MARGIN)) == <f32>(size * (1 + MARGIN));
}

/**
 * Divides an integer of 64 bits by a power of ten, to the nearest double: the quotient of the doubles, and what its exact
 * product with the divisor leaves over, divided once more (Dekker, A floating-point technique for extending the
 * available precision, 1971). `isExact` is false next to a tie.
 */
function divide(dividend: u64, divisor: f64): f64 {
  const high = <f64>dividend;
  const low = <f64>(<i64>(dividend - <u64>high));
  const quotient = high / divisor;
  const product = quotient * divisor;
  let split = SPLITTER * quotient;
  const upper = split - (split - quotient);
  const lower = quotient - upper;
  split = SPLITTER * divisor;
  const divisorUpper = split - (split - divisor);
  const divisorLower = divisor - divisorUpper;
  const lost =
    lower * divisorLower - (product - upper * divisorUpper - lower * divisorUpper - upper * divisorLower);
  const rest = (high - product - lost + low) / divisor;
  const sum = quotient + rest;
  const unit = reinterpret<f64>(reinterpret<u64>(sum) + 1) - sum;
  const rounded = Math.abs(rest - (sum - quotient)) / unit;
  // Just above a power of two the doubles below lie twice as close.
  isExact = Math.abs(rounded - 0.5) > NEAR_TIE && Math.abs(rounded - 0.25) > NEAR_TIE;
  return sum;
}

/** Whether eight bytes are digits: none below '0', none above '9'. */
function areDigits(word: u64): bool {
  return (((word + 0x4646464646464646) | (word - ALL_ZERO_CHARACTERS)) & 0x8080808080808080) == 0;
}

/** The value of eight digits, the first of them in the lowest byte: pairs, then fours, then all. */
function eightDigits(characters: u64): u64 {
  let word = characters - ALL_ZERO_CHARACTERS;
  word = word * 10 + (word >> 8);
  return (
    ((word & 0x000000ff000000ff) * 0x000f424000000064 +
      ((word >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >>
    32
  );
}

/**
 * Reads the number that begins at `start`.
 *
 * @param roundsFirst - whether it is enough that it is right in float32; `isExact` says that it is the nearest double
 * @returns where it ends; 0 where there is none, or one of very many digits or a large exponent
 */
export function readNumber(start: usize, roundsFirst: bool): usize {
  let at = start;
  const negative = load<u8>(at) == MINUS;
  if (negative) at++;
  const firstDigit = at;
  let mantissa: u64 = 0;
  let digit: u32 = <u32>load<u8>(at) - ZERO;
  if (digit > 9) return 0;
  do {
    mantissa = mantissa * 10 + digit;
    digit = <u32>load<u8>(++at) - ZERO;
  } while (digit <= 9);
  let digits = <i32>(at - firstDigit);
  if (digits > 1 && load<u8>(firstDigit) == ZERO) return 0;
  let exponent: i32 = 0;
  if (digit + ZERO == POINT) {
    const firstDecimal = ++at;
    if (mantissa == 0) {
      // Zeros before the first digit of a small number take no room.
      while (load<u8>(at) == ZERO) at++;
      digits = 0;
    }
    let word = load<u64>(at);
    while (digits <= MOST_DIGITS - 8 && areDigits(word)) {
      mantissa = mantissa * 100_000_000 + eightDigits(word);
      digits += 8;
      at += 8;
      word = load<u64>(at);
    }
    digit = <u32>load<u8>(at) - ZERO;
    while (digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      digit = <u32>load<u8>(++at) - ZERO;
    }
    if (at == firstDecimal) return 0;
    exponent = -(<i32>(at - firstDecimal));
  }
  if (digits > MOST_DIGITS) return 0;
  if (((digit + ZERO) | 0x20) == LOWER_E) {
    at++;
    const sign: u32 = load<u8>(at);
    if (sign == MINUS || sign == PLUS) at++;
    const firstOfExponent = at;
    let explicit: i32 = 0;
    digit = <u32>load<u8>(at) - ZERO;
    while (digit <= 9) {
      explicit = explicit * 10 + <i32>digit;
      digit = <u32>load<u8>(++at) - ZERO;
    }
    const length = <i32>(at - firstOfExponent);
    if (length == 0 || length > MOST_EXPONENT_DIGITS) return 0;
    exponent += sign == MINUS ? -explicit : explicit;
  }
  if (exponent < -LARGEST_POWER || exponent > LARGEST_POWER) return 0;
  let size: f64;
  if (mantissa < EXACT_MANTISSA) {
    isExact = true;
    size = <f64>mantissa;
    if (exponent < 0) size /= unchecked(POWERS_OF_TEN[-exponent]);
    else size *= unchecked(POWERS_OF_TEN[exponent]);
  } else {
    isExact = false;
    size = <f64>mantissa;
    if (exponent > 0) size *= unchecked(POWERS_OF_TEN[exponent]);
    else {
      const divisor = unchecked(POWERS_OF_TEN[-exponent]);
      size /= divisor;
      if (!roundsFirst || !isSettled(size)) size = divide(mantissa, divisor);
    }
  }
  number = negative ? -size : size;
  return at;
}
