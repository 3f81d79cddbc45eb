// The gradient of the fields of a factorisation machine, each a weight and a vector.

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const LANES: i32 = 4;

/**
 * For each field its row's score gradient g, and `(sums - vector) * g + other`.
 *
 * @param out - float32 [rows, fields, 1 + dim]
 * @param vectors - float32 [rows, fields, dim]
 * @param sums - float32 [rows, dim]
 * @param score - float32 [rows]
 * @param other - float32 [rows, fields * dim] of what else reads the vectors
 * @param otherRow - numbers from a row of `other` to the next
 */
export function fieldGradient(
  out: usize,
  vectors: usize,
  sums: usize,
  score: usize,
  other: usize,
  otherRow: i32,
  rows: i32,
  fields: i32,
  dim: i32,
): void {
  const bytes = (<usize>dim) << 2;
  const rest = ((<usize>otherRow) << 2) - <usize>fields * bytes;
  for (; rows > 0; rows--) {
    const g = v128.load_splat<f32>(score);
    for (let field = 0; field < fields; field++) {
      v128.store_lane<f32>(out, g, 0);
      out += WORD_BYTES;
      let at: usize = 0;
      let left = dim;
      for (; left >= LANES; left -= LANES) {
        const others = f32x4.sub(v128.load(sums + at), v128.load(vectors + at));
        v128.store(out + at, f32x4.add(f32x4.mul(others, g), v128.load(other + at)));
        at += VECTOR_BYTES;
      }
      for (; left > 0; left--) {
        const others = f32x4.sub(v128.load_zero<f32>(sums + at), v128.load_zero<f32>(vectors + at));
        const sum = f32x4.add(f32x4.mul(others, g), v128.load_zero<f32>(other + at));
        v128.store_lane<f32>(out + at, sum, 0);
        at += WORD_BYTES;
      }
      out += bytes;
      vectors += bytes;
      other += bytes;
    }
    sums += bytes;
    score += WORD_BYTES;
    other += rest;
  }
}
