import type { Difference, Differences } from '../../../service-testing/replays/differences';
import { endpointDifferences, towerDifferences } from '../../../service-testing/replays/tower-differences';

const EVERY_ROW: Difference = {
  status: 200,
  reason: 'every row gets its vector, where Python answered that of the first row alone',
};
const UNIT_VECTOR: Difference = {
  status: 200,
  reason: "a vector of length 1, where Python's sum of squares went beyond float32 and it answered zeros",
};
const NOT_FINITE: Difference = {
  status: 200,
  reason: 'numbers that are not finite take the default, where Python failed',
};
const SHORT_NAMES: Difference = {
  status: 200,
  reason: 'a key without the prefix of its side means the prefixed feature, as Go clients send it',
};
const ITS_OWN_TOWER: Difference = { status: 200, reason: 'item_tower answers the vector of the item' };

/** Where this service answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  ...towerDifferences(2),
  ...endpointDifferences('user_embedding'),
  ...endpointDifferences('item_embedding'),
  'predictions-2-rows': EVERY_ROW,
  'predictions-3-rows': EVERY_ROW,
  'predictions-50-rows': EVERY_ROW,
  'predictions-integer-values': EVERY_ROW,
  'predictions-only-one-feature': EVERY_ROW,
  'predictions-empty-object-among-rows': EVERY_ROW,
  'predictions-unknown-extra-features': EVERY_ROW,
  'predictions-negative-values': EVERY_ROW,
  'predictions-unprefixed-feature-names': SHORT_NAMES,
  'predictions-value-1e20': UNIT_VECTOR,
  'predictions-value-1e30': UNIT_VECTOR,
  'predictions-value-3e38': UNIT_VECTOR,
  'predictions-big-integer': UNIT_VECTOR,
  'user_embedding-value-1e20': UNIT_VECTOR,
  'user_embedding-value-1e30': UNIT_VECTOR,
  'item_embedding-value-1e20': UNIT_VECTOR,
  'item_embedding-value-1e30': UNIT_VECTOR,
  'predictions-value-string-nan': NOT_FINITE,
  'predictions-value-string-inf': NOT_FINITE,
  'predictions-value-string-minus-Infinity': NOT_FINITE,
  'predictions-raw-literal-1e400': NOT_FINITE,
  'predictions-model-name-item_tower': ITS_OWN_TOWER,
  'predictions-model-name-other_model': {
    status: 404,
    reason: 'the service answers only to the names it serves',
  },
  'predict-absent': { status: 200, reason: 'every service has the older path' },
};
