/** How far a number may lie from the recorded one: `absolute + relative · |recorded|`. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Expects equal structure and text, and numbers that are close. */
export function expectClose(actual: unknown, expected: unknown, tolerance: Tolerance): void {
  if (typeof expected === 'number') {
    const allowed = tolerance.absolute + tolerance.relative * Math.abs(expected);
    // Without an assertion for each of the many numbers that are right.
    if (typeof actual === 'number' && Math.abs(actual - expected) <= allowed) return;
    throw new Error(`Expected ${expected} or up to ${allowed} beside it, got ${JSON.stringify(actual)}.`);
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
