/** Nothing has changed: the version was not even tried. */
export const REFUSED = 1;
/** A replica did not take the version, and what served before serves again everywhere. */
export const PUT_BACK = 2;
/** The same, but for replicas that did not go back: somebody has to look at them. */
export const NOT_PUT_BACK = 3;
/** It was tried on a share of the requests and did worse; what served before serves all of them. */
export const CANARY_WORSE = 4;
/** It was tried on a share of the requests, too few to tell; what served before serves all of them. */
export const CANARY_UNDECIDED = 5;
