import type { Difference, Differences } from '../../../service-testing/replays/differences';
import { endpointDifferences, towerDifferences } from '../../../service-testing/replays/tower-differences';

const UNIT_VECTOR: Difference = {
  status: 200,
  reason: "a vector of length 1, where Python's sum of squares went beyond float32 and it answered zeros",
};

/** Where this service answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  ...towerDifferences(3),
  ...endpointDifferences('query_embedding'),
  'query_embedding-value-1e20': UNIT_VECTOR,
  'query_embedding-value-1e30': UNIT_VECTOR,
  'doc-embedding-absent': { status: 200, reason: 'documents have a path of their own' },
  'predictions-absent': { status: 200, reason: 'every model answers /predictions' },
  'predict-absent': { status: 200, reason: 'every service has the older path' },
};
