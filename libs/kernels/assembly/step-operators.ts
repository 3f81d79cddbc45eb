// What a step of training is made of, besides large products: operators on float32 numbers in a memory that others work on
// as well. Addresses are in bytes; sizes and strides in numbers. An output never overlaps with an input in part; where each
// number follows from the one at its place, it may be the same. The order of every sum is fixed, and nothing is fused: a
// result does not depend on the machine.
import { SCRATCH_END } from './small-product';
export { adam } from './dense-update';
export { draw, spread } from './dropout-masks';
export { max, sum } from './axis-folds';
export { fieldGradient } from './field-gradient';
export { fieldSums } from './field-sums';
export { binary } from './binary-operators';
export { rectifierGradient, rectify, rectifyDrawn } from './rectifiers';
export { product } from './small-product';
export { copy } from './strided-copy';
export { unary } from './unary-operators';

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return SCRATCH_END;
}
