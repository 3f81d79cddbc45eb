const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const SIGN_BIT = 0x80000000;
/** Below this a comparison sort is quicker than clearing the buckets. */
const RADIX_MIN_LENGTH = 4096;

/** By the values themselves: nearly all that is measured of some scores begins with their order. */
const known = new WeakMap<ArrayLike<number>, Uint32Array>();

/**
 * The indices that put finite values in rising order; equal values keep their order. Linear time: a radix sort of the
 * bits of the numbers, so ten million scores are no matter.
 *
 * @returns for many values the same array each time, as long as they stay what they are: read it only
 */
export function risingOrder(values: ArrayLike<number>): Uint32Array {
  if (values.length < RADIX_MIN_LENGTH) return sorted(values);
  const before = known.get(values);
  if (before && isRisingOrder(values, before)) return before;
  const order = sorted(values);
  known.set(values, order);
  return order;
}

/** Whether an order of so many values is still theirs; looking takes a tenth of sorting. */
function isRisingOrder(values: ArrayLike<number>, order: Uint32Array): boolean {
  for (let i = 1; i < order.length; i++) {
    const before = values[order[i - 1]];
    const value = values[order[i]];
    if (!(before < value || (before === value && order[i - 1] < order[i]))) return false;
  }
  return order.length === values.length;
}

function sorted(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  if (values.length < RADIX_MIN_LENGTH) return order.sort((a, b) => values[a] - values[b] || a - b);
  return values instanceof Float32Array ? sortFloat32(values, order) : sortFloat64(values, order);
}

function sortFloat32(values: Float32Array, order: Uint32Array): Uint32Array {
  const keys = new Uint32Array(values.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  // The bits of -0 alone are those of the sign; it is equal to 0 and so has to have its key.
  for (let i = 0; i < keys.length; i++) keys[i] = leadingKey(bits[i] === SIGN_BIT ? 0 : bits[i]);
  return sortByKeys(keys, order);
}

/** Two sorts, by the low and then by the high word; the second keeps the order of the first among equals. */
function sortFloat64(values: ArrayLike<number>, order: Uint32Array): Uint32Array {
  const copy = new Float64Array(values.length);
  // Adding 0 turns -0 into 0, whose bits are other ones.
  for (let i = 0; i < copy.length; i++) copy[i] = values[i] + 0;
  const words = new Uint32Array(copy.buffer);
  const keys = new Uint32Array(values.length);
  for (let i = 0; i < keys.length; i++) {
    keys[i] = isNegative(words[2 * i + 1]) ? ~words[2 * i] : words[2 * i];
  }
  const byLowWord = sortByKeys(keys, order);
  for (let i = 0; i < keys.length; i++) keys[i] = leadingKey(words[2 * byLowWord[i] + 1]);
  return sortByKeys(keys, byLowWord);
}

/**
 * A key that rises with the number whose sign and leading bits these are: IEEE 754 bits do so
 * if the sign bit of positive numbers and all bits of negative ones are flipped.
 */
function leadingKey(bits: number): number {
  return (isNegative(bits) ? ~bits : bits | SIGN_BIT) >>> 0;
}

function isNegative(bits: number): boolean {
  return bits >= SIGN_BIT;
}

/** Sorts by rising keys, stably; uses up `keys` and `order` as room to work in. */
function sortByKeys(keys: Uint32Array, order: Uint32Array): Uint32Array {
  let otherKeys: Uint32Array = new Uint32Array(keys.length);
  let otherOrder: Uint32Array = new Uint32Array(keys.length);
  const starts = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    starts.fill(0);
    for (let i = 0; i < keys.length; i++) starts[(keys[i] >>> shift) & (BUCKETS - 1)]++;
    if (starts[(keys[0] >>> shift) & (BUCKETS - 1)] === keys.length) continue;
    let start = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket];
      starts[bucket] = start;
      start += count;
    }
    for (let i = 0; i < keys.length; i++) {
      const place = starts[(keys[i] >>> shift) & (BUCKETS - 1)]++;
      otherKeys[place] = keys[i];
      otherOrder[place] = order[i];
    }
    [keys, otherKeys] = [otherKeys, keys];
    [order, otherOrder] = [otherOrder, order];
  }
  return order;
}
