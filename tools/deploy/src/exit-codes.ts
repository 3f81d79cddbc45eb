/** Nothing has changed: the version was not even tried. */
export const REFUSED = 1;
/** A replica did not take the version, and what served before serves again everywhere. */
export const PUT_BACK = 2;
/** The same, but for replicas that did not go back: somebody has to look at them. */
export const NOT_PUT_BACK = 3;
