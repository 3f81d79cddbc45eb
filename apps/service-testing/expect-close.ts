/** How far a number may lie from the recorded one: `absolute + relative · |recorded|`. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Expects equal structure and text, and numbers that are close. */
export function expectClose(actual: unknown, expected: unknown, tolerance: Tolerance): void {
  if (typeof expected === 'number') {
    expect(typeof actual).toBe('number');
    const allowed = tolerance.absolute + tolerance.relative * Math.abs(expected);
    expect(Math.abs(Number(actual) - expected)).toBeLessThanOrEqual(allowed);
  } else if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((entry, i) => expectClose((actual as unknown[])[i], entry, tolerance));
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, entry] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[key], entry, tolerance);
    }
  } else {
    expect(actual).toEqual(expected);
  }
}
