// Updates all numbers of a vector by their gradients, float32, four at a time: one pass over memory, where a graph of
// element-wise operators takes a dozen.

const VECTOR_BYTES: usize = 16;
const WORD_BYTES: usize = 4;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Adam, with a decay of the values apart from the gradients.
 *
 * @param values - float32 [size]; so are all others
 * @param keptValue - what is left of a value before the step
 */
export function adam(
  values: usize,
  gradients: usize,
  means: usize,
  squares: usize,
  size: i32,
  rate: f32,
  smallest: f32,
  keptMean: f32,
  newMean: f32,
  keptSquare: f32,
  newSquare: f32,
  keptValue: f32,
): void {
  const bytes = (<usize>size) << 2;
  const vectorBytes = bytes & ~(VECTOR_BYTES - 1);
  let at: usize = 0;
  for (; at < vectorBytes; at += VECTOR_BYTES) {
    const g = v128.load(gradients + at);
    const m = f32x4.add(
      f32x4.mul(v128.load(means + at), f32x4.splat(keptMean)),
      f32x4.mul(g, f32x4.splat(newMean)),
    );
    const s = f32x4.add(
      f32x4.mul(v128.load(squares + at), f32x4.splat(keptSquare)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(newSquare)),
    );
    v128.store(means + at, m);
    v128.store(squares + at, s);
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(s), f32x4.splat(smallest)));
    v128.store(values + at, f32x4.sub(f32x4.mul(v128.load(values + at), f32x4.splat(keptValue)), step));
  }
  for (; at < bytes; at += WORD_BYTES) {
    const g = load<f32>(gradients + at);
    const m = load<f32>(means + at) * keptMean + g * newMean;
    const s = load<f32>(squares + at) * keptSquare + g * g * newSquare;
    store<f32>(means + at, m);
    store<f32>(squares + at, s);
    store<f32>(values + at, load<f32>(values + at) * keptValue - (m * rate) / (sqrt<f32>(s) + smallest));
  }
}
