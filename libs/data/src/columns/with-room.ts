interface NumberArray extends ArrayLike<number> {
  set(values: ArrayLike<number>): void;
}

/**
 * An array with room for `needed` elements: `array` itself, or a copy of at least twice its length from `make`.
 * The operating system gives memory to the pages written only, so room that stays unused costs nothing.
 */
export function withRoom<T extends NumberArray>(array: T, needed: number, make: (length: number) => T): T {
  if (needed <= array.length) return array;
  const larger = make(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
