/** A query as whole numbers, and what must be known to tell how wrong products with them can be. */
export interface QuantizedQuery {
  readonly numbers: Int16Array;
  /** 1 by what the whole numbers are multiplied with. */
  readonly perUnit: number;
  /** Times the error of a row, and then with `slack` added to it: the most that its score can be wrong by, in units. */
  readonly factor: number;
  readonly slack: number;
  /** No less than the length of the query. */
  readonly length: number;
}

/** Outside of these, products of numbers may not be float32. */
const LEAST_NUMBER = 1e-30;
const GREATEST_NUMBER = 1e30;
const MOST = 32_767;
/** So that the sum of products with whole numbers up to 127 has 32 bits. */
const MOST_TOGETHER = (2 ** 31 - 1) / 127;
/** Half of the distance between two float32 numbers by the lesser of them. */
const EPSILON = 2 ** -24;
const LEAST_FLOAT = 2 ** -149;
/** What rounding may make of lengths and factors that are computed here. */
const ROUNDING = 1.0001;
/** Below what any score that is not 0 is worth. */
const LEAST_SCORE = 1e-37;

/**
 * Makes whole numbers of sixteen bits of a query; null if no bound can be told, as for a query of zeros.
 *
 * @param share - which part of a row's length its error has at least
 */
export function quantizeQuery(query: Float32Array, share: number): QuantizedQuery | null {
  let greatest = 0;
  let sum = 0;
  for (const value of query) {
    const size = Math.abs(value);
    // NaN stays, which is outside.
    greatest = Math.max(greatest, size);
    sum += size;
  }
  if (!(greatest >= LEAST_NUMBER && greatest <= GREATEST_NUMBER)) return null;
  // Rounding up adds half a unit a number at most.
  const most = Math.min(MOST, ((MOST_TOGETHER - query.length) * greatest) / sum);
  const unit = greatest / most;
  const numbers = new Int16Array(query.length);
  let wholeSquares = 0;
  let leftSquares = 0;
  let squares = 0;
  query.forEach((value, i) => {
    const whole = Math.round(value / unit);
    numbers[i] = whole;
    wholeSquares += whole * whole;
    leftSquares += (value - whole * unit) ** 2;
    squares += value * value;
  });
  const length = Math.sqrt(squares) * ROUNDING;
  // The float32 product sums up in four lanes, and then these.
  const steps = query.length / 4 + 8;
  const ofRowLength = (Math.sqrt(leftSquares) + steps * EPSILON * length) / unit;
  const wholeLength = Math.sqrt(wholeSquares);
  // The score in units is rounded three times, and is no more than the product of the lengths.
  const rounded = 8 * EPSILON * wholeLength;
  return {
    numbers,
    perUnit: 1 / unit,
    factor: Math.max(wholeLength + rounded, (ofRowLength + rounded) / share) * ROUNDING,
    slack: (2 * query.length * LEAST_FLOAT) / unit + LEAST_SCORE,
    length,
  };
}
