// Adam over a stretch of memory, four numbers at a time: for all numbers of a vector, and for those of a row.

const VECTOR_BYTES: usize = 16;
const WORD_BYTES: usize = 4;

/**
 * Updates numbers by their gradients, with a decay of the values apart from these.
 *
 * @param value - float32, `bytes` of them; so are all others
 * @param keptValue - what is left of a value before the step
 */
export function follow(
  value: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  bytes: usize,
  rate: f32,
  smallest: f32,
  keptMean: f32,
  newMean: f32,
  keptSquare: f32,
  newSquare: f32,
  keptValue: f32,
): void {
  const vectorBytes = bytes & ~(VECTOR_BYTES - 1);
  let at: usize = 0;
  for (; at < vectorBytes; at += VECTOR_BYTES) {
    const g = v128.load(gradient + at);
    const m = f32x4.add(
      f32x4.mul(v128.load(mean + at), f32x4.splat(keptMean)),
      f32x4.mul(g, f32x4.splat(newMean)),
    );
    const s = f32x4.add(
      f32x4.mul(v128.load(square + at), f32x4.splat(keptSquare)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(newSquare)),
    );
    v128.store(mean + at, m);
    v128.store(square + at, s);
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(s), f32x4.splat(smallest)));
    v128.store(value + at, f32x4.sub(f32x4.mul(v128.load(value + at), f32x4.splat(keptValue)), step));
  }
  for (; at < bytes; at += WORD_BYTES) {
    const g = load<f32>(gradient + at);
    const m = load<f32>(mean + at) * keptMean + g * newMean;
    const s = load<f32>(square + at) * keptSquare + g * g * newSquare;
    store<f32>(mean + at, m);
    store<f32>(square + at, s);
    store<f32>(value + at, load<f32>(value + at) * keptValue - (m * rate) / (sqrt<f32>(s) + smallest));
  }
}
