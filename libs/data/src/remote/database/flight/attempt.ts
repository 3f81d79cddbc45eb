import type { Attempt } from '../read-with-restart';
import { flightFailure } from './flight-failure';
import { readFlight } from './read-flight';

/** Reads rows in columns, over Arrow Flight SQL. */
export const attempt: Attempt = { read: readFlight, failureOf: flightFailure };
