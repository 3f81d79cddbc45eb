/** Expects every value within `tolerance` times the largest expected one. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Array.from(expected).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const distances = Array.from(expected, (value, i) => Math.abs(value - actual[i]));
  // Not Math.max of all: a NaN must fail.
  expect(distances.filter(distance => !(distance <= tolerance * scale))).toEqual([]);
}
