// What a gradient that has vanished would cost: products of two numbers below 2^-63 are denormal, and an operation on a
// denormal number takes a processor some hundred cycles. A batch known by heart is full of them.

/** 2^-70: what is left of it after a division by the rows of a batch and a product with a weight is a normal number. */
const LEAST: f32 = 8.470329472543003e-22;

/** 0 where a number is so small that it teaches nothing; NaN stays. */
@inline
export function withoutVanishing(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(LEAST)));
}
