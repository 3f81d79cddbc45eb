// Finds the rows of a table with the greatest inner products with a query.
export { scan } from './float-rows';
export { normalize, quantize, scanQuantized, SHARE } from './quantized-rows';

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}
