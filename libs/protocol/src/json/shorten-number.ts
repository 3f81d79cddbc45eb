const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const POINT = 0x2e;

/**
 * No double lies so close to the middle of two others that more digits would tell on which side; beyond these it only
 * counts whether there is another one at all.
 */
const KEPT_DIGITS = 800;
/** More than the digits of any body could make up for. */
const LARGEST_EXPONENT = 1e12;

/**
 * A JSON number of a million digits in some hundred characters that are the same double.
 *
 * @param from - where the number begins
 * @param to - where it ends
 */
export function shortenNumber(bytes: Uint8Array, from: number, to: number): string {
  const isNegative = bytes[from] === MINUS;
  let at = isNegative ? from + 1 : from;
  /** Where the point stands, if there is one, and the first digit that is not 0. */
  let pointAt = -1;
  let firstAt = -1;
  let lastNonZeroAt = -1;
  for (; at < to; at++) {
    const byte = bytes[at];
    if (byte > ZERO && byte <= NINE) {
      if (firstAt < 0) firstAt = at;
      lastNonZeroAt = at;
    } else if (byte === POINT) pointAt = at;
    else if (byte !== ZERO) break;
  }
  const sign = isNegative ? '-' : '';
  if (firstAt < 0) return `${sign}0`;
  const keptTo = Math.min(at, firstAt + KEPT_DIGITS);
  const digits = Buffer.from(bytes.subarray(firstAt, keptTo)).toString('latin1').replace('.', '');
  // As if a point stood behind the digits that are kept.
  const pastPoint = pointAt < 0 ? keptTo - at : pointAt < keptTo ? keptTo - pointAt - 1 : keptTo - pointAt;
  const rest = lastNonZeroAt >= keptTo ? '1' : '';
  const exponent = explicitExponent(bytes, at + 1, to) - pastPoint - rest.length;
  return `${sign}${digits}${rest}e${exponent}`;
}

function explicitExponent(bytes: Uint8Array, from: number, to: number): number {
  let exponent = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9 && exponent < LARGEST_EXPONENT) exponent = exponent * 10 + digit;
  }
  return bytes[from] === MINUS ? -exponent : exponent;
}
