import type { Difference, Differences } from '../../../service-testing/replays/differences';
import { towerDifferences } from '../../../service-testing/replays/tower-differences';
import { RECALLS } from './recorded-neighbours';

const HAS_SCORES = 'every neighbour has its cosine, where Python said null';
const NOBODY: Difference = {
  status: 200,
  body: { item_ids: [], scores: [] },
  reason: 'who is unknown has no neighbours and no scores, where Python said null for these',
};
const DEFAULT_TAKEN = 'null, and numbers beyond float32, take the default, as missing ones do';
const NOT_LOADED: Difference = {
  status: 503,
  reason: 'a model without vectors is not served, where Python was healthy and knew nobody',
};
const OLDER_PATH: Difference = { status: 200, reason: 'every service has these paths' };
const ROOT: Difference = {
  status: 200,
  body: {
    service: 'Reckit Graph Recall',
    status: 'running',
    model_loaded: true,
    model_version: 'unknown',
    feature_count: 2,
  },
  reason: 'every service tells the same of itself; how many ids it knows stands in its description',
};

/** Where this service answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  ...Object.fromEntries(
    RECALLS.map(({ name, found }) => [name, { status: 200, body: found, reason: HAS_SCORES }]),
  ),
  ...towerDifferences(2),
  'get-root': ROOT,
  'get-root-request-id-echo': ROOT,
  'recall-unknown-user': NOBODY,
  'recall-unknown-user-top_k-0': NOBODY,
  'recall-unknown-user-9999': NOBODY,
  'recall-empty-user': NOBODY,
  'recall-user-with-space': NOBODY,
  'recall-user-case-differs': NOBODY,
  'recall-user-number': NOBODY,
  'recall-user-null': { ...NOBODY, reason: DEFAULT_TAKEN },
  'recall-user-absent': { ...NOBODY, reason: 'a user that is not there is nobody' },
  'recall-empty-object': { ...NOBODY, reason: 'a user that is not there is nobody' },
  'recall-user-true': { status: 400, reason: 'an id is a text or a whole number' },
  'recall-top_k-null': { status: 200, reason: DEFAULT_TAKEN },
  'recall-top_k-true': { status: 400, reason: '`true` is no number of neighbours' },
  'recall-top_k-1e400': { status: 200, reason: 'more than there can be means the most, 500' },
  'recall-text-plain': { status: 415, reason: 'a content type that is there and is not JSON is 415' },
  'predictions-absent': OLDER_PATH,
  'predict-absent': OLDER_PATH,
  'empty-embeddings/get-root': {
    status: 200,
    body: { ...Object(ROOT.body), model_loaded: false, model_version: null, feature_count: 0 },
    reason: NOT_LOADED.reason,
  },
  'empty-embeddings/get-health': { ...NOT_LOADED, body: { status: 'unhealthy', model_loaded: false } },
  'empty-embeddings/get-ping': { ...NOT_LOADED, body: { status: 'Unhealthy' } },
  'empty-embeddings/recall': NOT_LOADED,
};
