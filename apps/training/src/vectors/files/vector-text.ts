const [MINUS, POINT, ZERO, COMMA, OPEN_LIST, CLOSE_LIST] = Buffer.from('-.0,[]');

/** Digits with which every float32 is told from all others. */
const DIGITS = 9;
const TEN_DIGITS = 10 ** DIGITS;
/** The longest is like -1.17549435e-38. */
const LONGEST_NUMBER = 16;
/** What numbers below 1 are multiplied by to have nine digits before the point, by the zeros behind theirs. */
const SCALES = [1e9, 1e10, 1e11, 1e12];
const LEAST_BYTES = 64 * 1024;

/** Writes vectors as JSON text in UTF-8: most of the time of an export would go into texts of numbers. */
export class VectorText {
  #bytes = Buffer.allocUnsafeSlow(LEAST_BYTES);
  #at = 0;

  text(text: string): void {
    this.#makeRoom(3 * text.length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** A list of numbers, each read back as the same float32. */
  list(vector: Float32Array): void {
    this.#makeRoom(2 + vector.length * (LONGEST_NUMBER + 1));
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = OPEN_LIST;
    for (let i = 0; i < vector.length; i++) {
      if (i > 0) bytes[at++] = COMMA;
      at = writeNumber(vector[i], bytes, at);
    }
    bytes[at++] = CLOSE_LIST;
    this.#at = at;
  }

  /** What was written since the last time. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  #makeRoom(byteLength: number): void {
    if (this.#at + byteLength <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + byteLength));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Returns where the next byte goes. */
function writeNumber(value: number, bytes: Buffer, start: number): number {
  const size = Math.abs(value);
  // Of most numbers in vectors the digits are those of a whole number.
  if (size < 1e-4 || size >= 1) return writeAnyNumber(value, bytes, start);
  const zeros = size >= 0.1 ? 0 : size >= 0.01 ? 1 : size >= 0.001 ? 2 : 3;
  let digits = Math.round(size * SCALES[zeros]);
  if (digits >= TEN_DIGITS) return writeAnyNumber(value, bytes, start);
  let at = start;
  if (value < 0) bytes[at++] = MINUS;
  bytes[at++] = ZERO;
  bytes[at++] = POINT;
  for (let i = 0; i < zeros; i++) bytes[at++] = ZERO;
  for (let i = DIGITS - 1; i >= 0; i--) {
    const others = (digits / 10) | 0;
    bytes[at + i] = ZERO + digits - 10 * others;
    digits = others;
  }
  at += DIGITS;
  while (bytes[at - 1] === ZERO) at--;
  return at;
}

function writeAnyNumber(value: number, bytes: Buffer, at: number): number {
  return at + bytes.write(String(Number(value.toPrecision(DIGITS))), at, 'latin1');
}
