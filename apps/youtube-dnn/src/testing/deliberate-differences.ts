import type { Difference, Differences } from '../../../service-testing/replays/differences';
import { endpointDifferences, towerDifferences } from '../../../service-testing/replays/tower-differences';

const NO_EVENTS: Difference = {
  status: 200,
  reason: 'a history that is null, or not there, is an empty one',
};

/** Where this service answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  ...towerDifferences(3),
  ...endpointDifferences('user_embedding'),
  'history-absent': NO_EVENTS,
  'history-null': NO_EVENTS,
  'history-with-null': { status: 200, reason: 'null in a history is no event' },
  'history-only-no-user-features': { status: 200, reason: 'a row without features is a row of defaults' },
  'empty-body-object': { status: 200, reason: 'a row without features is a row of defaults' },
  'predictions-absent': { status: 200, reason: 'every model answers /predictions' },
  'predict-absent': { status: 200, reason: 'every service has the older path' },
};
