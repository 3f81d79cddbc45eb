const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** Numbers below are written with an exponent, those from the other on are whole: both are left to the engine. */
const SMALLEST = 1e-6;
const LARGEST = 2 ** 24;
/** Below, the digits begin behind the third zero after the point. */
const SMALL = 2 ** -10;
const SMALL_SCALE = 1e4;
const SMALL_ZEROS = 3;

/** Twenty digits behind the point are taken in three steps; the last twelve of them are one number, whose end is cut. */
const DIGITS = 20;
const HIGH = 1e8;
const LOW = 1e4;
const TAIL = HIGH * LOW;
/** Where less than this decides, in units of the last digit, the engine does; errors are far smaller. */
const DOUBT = 0.01;

const POWERS_OF_TEN = Float64Array.from({ length: 13 }, (_, i) => 10 ** i);
const TENTHS = POWERS_OF_TEN.map(power => 1 / power);

/** Exponents of doubles are looked up from this one on. */
const LOWEST_EXPONENT = -20;
/** Half of the distance between neighbouring doubles, in units of the last digit, by their exponent. */
const HALF_STEPS = Float64Array.from({ length: 44 }, (_, i) => {
  const exponent = i + LOWEST_EXPONENT;
  return 2 ** (exponent - 53) * 10 ** DIGITS * (2 ** exponent < SMALL ? SMALL_SCALE : 1);
});
/** How many digits can always be cut within half a step. */
const SURE_CUTS = Uint8Array.from(HALF_STEPS, halfStep => Math.floor(Math.log10(2 * (halfStep - 2 * DOUBT))));

/** The digits of 00 to 99. */
const PAIRS = Uint8Array.from(
  { length: 200 },
  (_, i) => ZERO + (Math.trunc(i / (i % 2 === 0 ? 20 : 2)) % 10),
);

/** A number takes no more bytes. */
export const LONGEST_NUMBER_BYTES = 32;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * Writes a float32 as JavaScript writes the double that equals it: the shortest decimal that is this double and no
 * other. It takes less than half of the engine's time, because a float32 has so few bits that every step is exact in
 * double arithmetic: to take digits off is to multiply by 10⁸ = 2⁸·5⁸, which needs 24 + 19 bits, and to subtract.
 *
 * @param value - a finite float32
 * @param bytes - has room for `LONGEST_NUMBER_BYTES` from `at` on
 * @returns where the number ends
 */
export function writeFloat32(value: number, bytes: Uint8Array, at: number): number {
  const size = value < 0 ? -value : value;
  if (!(size >= SMALLEST && size < LARGEST)) return writeByEngine(value, bytes, at);
  const isSmall = size < SMALL;
  const scaled = isSmall ? size * SMALL_SCALE : size;
  const whole = Math.trunc(scaled);
  let rest = (scaled - whole) * HIGH;
  let high = Math.trunc(rest);
  rest = (rest - high) * HIGH;
  const middle = Math.trunc(rest);
  let tail = middle * LOW + (rest - middle) * LOW;
  if (tail !== 0) {
    float[0] = size;
    tail = shorten(tail, (bits[0] >> 23) - 127 - LOWEST_EXPONENT);
    if (tail === TAIL) {
      tail = 0;
      high++;
    }
    if (tail < 0 || high === HIGH) return writeByEngine(value, bytes, at);
  }
  if (value < 0) bytes[at++] = MINUS;
  if (isSmall) {
    bytes[at] = ZERO;
    bytes[at + 1] = POINT;
    bytes.fill(ZERO, at + 2, at + 2 + SMALL_ZEROS);
    bytes[at + 2 + SMALL_ZEROS] = ZERO + whole;
    at += 3 + SMALL_ZEROS;
  } else {
    at = writeWhole(whole, bytes, at);
    if (high === 0 && tail === 0) return at;
    bytes[at++] = POINT;
  }
  at = writeEightDigits(high, bytes, at);
  if (tail !== 0) {
    const upper = Math.trunc(tail / LOW);
    at = writeEightDigits(upper, bytes, at);
    at = writeFourDigits(tail - upper * LOW, bytes, at);
  }
  while (bytes[at - 1] === ZERO) at--;
  return at;
}

/**
 * The tail with the fewest digits within half a step around it, the nearest of these; -1 in case of doubt.
 *
 * @param step - that of the exponent
 */
function shorten(tail: number, step: number): number {
  const halfStep = HALF_STEPS[step];
  let short = -1;
  for (let cut = SURE_CUTS[step]; cut < POWERS_OF_TEN.length; cut++) {
    const unit = POWERS_OF_TEN[cut];
    const nearest = Math.floor(tail * TENTHS[cut] + 0.5) * unit;
    const distance = Math.abs(tail - nearest);
    if (distance > halfStep + DOUBT) break;
    if (distance > halfStep - DOUBT || distance > unit / 2 - DOUBT) return -1;
    short = nearest;
  }
  return short;
}

function writeByEngine(value: number, bytes: Uint8Array, at: number): number {
  const text = String(value);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function writeWhole(whole: number, bytes: Uint8Array, at: number): number {
  if (whole >= 10) at = writeWhole(Math.trunc(whole / 10), bytes, at);
  bytes[at] = ZERO + (whole % 10);
  return at + 1;
}

function writeEightDigits(number: number, bytes: Uint8Array, at: number): number {
  const upper = Math.trunc(number / LOW);
  writeFourDigits(upper, bytes, at);
  return writeFourDigits(number - upper * LOW, bytes, at + 4);
}

function writeFourDigits(number: number, bytes: Uint8Array, at: number): number {
  const upper = Math.trunc(number / 100);
  const lower = number - upper * 100;
  bytes[at] = PAIRS[2 * upper];
  bytes[at + 1] = PAIRS[2 * upper + 1];
  bytes[at + 2] = PAIRS[2 * lower];
  bytes[at + 3] = PAIRS[2 * lower + 1];
  return at + 4;
}
