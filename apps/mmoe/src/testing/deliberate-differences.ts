import type { Difference, Differences } from '../../../service-testing/replays/differences';

const ALL_KEYS: Difference = {
  status: 200,
  added: { feature_count: 7 },
  reason: 'every service tells how many features its model takes',
};
const ALL_RELOAD_KEYS: Difference = {
  status: 200,
  added: { feature_count: 7, message: 'Model reloaded successfully' },
  reason: 'every reload is answered with the same fields',
};

/** Where this service alone answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  'get-root': ALL_KEYS,
  'get-root-request-id-echo': ALL_KEYS,
  'reload-state/2-root-before-reload-shows-old-version': ALL_KEYS,
  'reload-state/4-root-after-reload': ALL_KEYS,
  'reload-state/13-root-version-from-env': ALL_KEYS,
  'reload-state/16-root': ALL_KEYS,
  'reload-no-key-configured': ALL_RELOAD_KEYS,
  'reload-no-key-configured-but-sent': ALL_RELOAD_KEYS,
  'reload-with-json-body': ALL_RELOAD_KEYS,
  'reload-key/reload-key-with-spaces-around': ALL_RELOAD_KEYS,
  'reload-key/reload-right-key': ALL_RELOAD_KEYS,
  'reload-key/reload-right-key-lowercase-header': ALL_RELOAD_KEYS,
  'reload-state/3-reload-new-version': ALL_RELOAD_KEYS,
  'reload-state/12-reload-meta-without-version': ALL_RELOAD_KEYS,
  'reload-state/14-reload-restored': ALL_RELOAD_KEYS,
  'predictions-value-3e38': {
    status: 200,
    reason: 'a value too large for the network is cut, where Python failed without an answer',
  },
};
