import type { Differences } from '../../../service-testing/replays/differences';

const FINITE = {
  status: 200,
  body: { predictions: [1] },
  reason: 'a value too large for the network is cut, where Python failed without an answer',
};

/** Where this service alone answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  'predictions-value-1e20': FINITE,
  'predictions-value-1e30': FINITE,
  'predictions-value-3e38': {
    status: 200,
    reason: 'a value that scaling takes beyond float32 takes the default, where Python failed',
  },
  'predictions-big-integer': FINITE,
};
