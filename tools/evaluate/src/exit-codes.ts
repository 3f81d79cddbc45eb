/** The version was measured, and the gate holds it back. */
export const NOT_PASSED = 1;
/** Nothing is known of the version: what was asked for, the data or a package is not as it has to be. */
export const NOT_EVALUATED = 2;
