// The exponential, the logarithm and what is made of them, of four numbers at once: polynomials of the Cephes library
// (Moshier, 1992), in float32 alone and without fused operations, so that results are the same on every machine. None is
// more than two units in the last place from the correctly rounded result; all keep infinities and NaN.

/** Added to a number below 2^22, this rounds it to an integer, which its lowest bits then are. */
const ROUNDING: f32 = 12_582_912;
const ROUNDING_BITS: i32 = 0x4b40_0000;
const EXPONENT_BIAS: i32 = 127;
const FRACTION_BITS: i32 = 23;
const LOG2_E: f32 = 1.44269504;
/** With so few digits that a product with an exponent is exact; the second is what is missing. */
const LN_2_HIGH: f32 = 0.693359375;
const LN_2_LOW: f32 = -2.1219444e-4;
/** Beyond these the exponential is infinite, or 0. */
const MOST_EXPONENT: f32 = 89;
const LEAST_EXPONENT: f32 = -104;
const LEAST_NORMAL: f32 = 1.17549435e-38;
/** Two to the number of bits of a fraction: makes what is below the least normal number a normal one. */
const TO_NORMAL: f32 = 8_388_608;
const SQRT_HALF_BITS: i32 = 0x3f35_04f3;
/** Below this tanh is a polynomial of its own, since the difference from 1 would lose its digits. */
const SMALL_TANH: f32 = 0.625;
const SIGN_BIT: i32 = 0x8000_0000;

@inline
function times(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** `sum * x + c`, rounded twice. */
@inline
function next(sum: v128, x: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(c));
}

@inline
export function exponential(x: v128): v128 {
  // The second of two that are NaN in a comparison is passed on: x stays NaN.
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(MOST_EXPONENT)), f32x4.splat(LEAST_EXPONENT));
  const rounded = f32x4.add(times(x, f32x4.splat(LOG2_E)), f32x4.splat(ROUNDING));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDING));
  const high = f32x4.sub(x, times(n, f32x4.splat(LN_2_HIGH)));
  const r = f32x4.sub(high, times(n, f32x4.splat(LN_2_LOW)));
  let sum = f32x4.splat(1.98756915e-4);
  sum = next(sum, r, 1.3981999507e-3);
  sum = next(sum, r, 8.3334519073e-3);
  sum = next(sum, r, 4.1665795894e-2);
  sum = next(sum, r, 1.6666665459e-1);
  sum = next(sum, r, 5.0000001201e-1);
  const power = f32x4.add(f32x4.add(times(sum, times(r, r)), r), f32x4.splat(1));
  // In two steps, since neither 2^128 nor 2^-150 is a number.
  const exponent = i32x4.sub(rounded, i32x4.splat(ROUNDING_BITS));
  const half = i32x4.shr_s(exponent, 1);
  return times(times(power, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

@inline
function powerOfTwo(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(EXPONENT_BIAS)), FRACTION_BITS);
}

@inline
export function logarithm(x: v128): v128 {
  const isSmall = f32x4.lt(x, f32x4.splat(LEAST_NORMAL));
  const normal = v128.bitselect(times(x, f32x4.splat(TO_NORMAL)), x, isSmall);
  const exponent = i32x4.shr_s(i32x4.sub(normal, i32x4.splat(SQRT_HALF_BITS)), FRACTION_BITS);
  // From the root of a half to that of two, less one.
  const f = f32x4.sub(i32x4.sub(normal, i32x4.shl(exponent, FRACTION_BITS)), f32x4.splat(1));
  const e = f32x4.convert_i32x4_s(i32x4.sub(exponent, v128.and(isSmall, i32x4.splat(FRACTION_BITS))));
  let sum = f32x4.splat(7.0376836292e-2);
  sum = next(sum, f, -1.151461031e-1);
  sum = next(sum, f, 1.167699874e-1);
  sum = next(sum, f, -1.2420140846e-1);
  sum = next(sum, f, 1.4249322787e-1);
  sum = next(sum, f, -1.6668057665e-1);
  sum = next(sum, f, 2.0000714765e-1);
  sum = next(sum, f, -2.4999993993e-1);
  sum = next(sum, f, 3.3333331174e-1);
  const square = times(f, f);
  let small = times(times(sum, f), square);
  small = f32x4.add(small, times(e, f32x4.splat(LN_2_LOW)));
  small = f32x4.sub(small, times(square, f32x4.splat(0.5)));
  const finite = f32x4.add(f32x4.add(f, small), times(e, f32x4.splat(LN_2_HIGH)));
  const infinity = f32x4.splat(Infinity);
  const positive = v128.bitselect(infinity, finite, f32x4.eq(x, infinity));
  const zero = f32x4.splat(0);
  const defined = v128.bitselect(positive, f32x4.splat(NaN), f32x4.ge(x, zero));
  return v128.bitselect(f32x4.splat(-Infinity), defined, f32x4.eq(x, zero));
}

@inline
export function logistic(x: v128): v128 {
  const z = exponential(f32x4.neg(f32x4.abs(x)));
  const one = f32x4.splat(1);
  return f32x4.div(v128.bitselect(z, one, f32x4.lt(x, f32x4.splat(0))), f32x4.add(one, z));
}

@inline
export function hyperbolicTangent(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = f32x4.splat(1);
  const growth = f32x4.add(exponential(f32x4.add(size, size)), one);
  const large = f32x4.sub(one, f32x4.div(f32x4.splat(2), growth));
  const signed = v128.or(large, v128.and(x, i32x4.splat(SIGN_BIT)));
  const square = times(x, x);
  let sum = f32x4.splat(-5.70498872745e-3);
  sum = next(sum, square, 2.06390887954e-2);
  sum = next(sum, square, -5.37397155531e-2);
  sum = next(sum, square, 1.33314422036e-1);
  sum = next(sum, square, -3.33332819422e-1);
  const small = f32x4.add(times(times(sum, square), x), x);
  return v128.bitselect(small, signed, f32x4.lt(size, f32x4.splat(SMALL_TANH)));
}
