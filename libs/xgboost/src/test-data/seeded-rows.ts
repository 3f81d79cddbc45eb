/** Rows of a rule that trees can learn, with gaps: the same for the same seed. */
export interface SeededRows {
  /** Row-major [rows, SEEDED_FEATURES] */
  readonly data: Float32Array;
  readonly labels: Float32Array;
}

export const SEEDED_FEATURES = 4;

/** The label is 1 if the first two of four uniform features, and some noise, exceed 1.1; one value in ten is missing. */
export function seededRows(rows: number, seed: number): SeededRows {
  const random = mulberry32(seed);
  const data = new Float32Array(rows * SEEDED_FEATURES).map(random);
  const labels = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const [first = 0, second = 0] = data.subarray(row * SEEDED_FEATURES);
    labels[row] = first + second + 0.2 * random() > 1.1 ? 1 : 0;
  }
  return { data: data.map(value => (random() < 0.1 ? NaN : value)), labels };
}

/** Tommy Ettinger's generator of 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
