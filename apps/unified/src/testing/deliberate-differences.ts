import type { Difference, Differences } from '../../../service-testing/differences';
import { VERSIONS } from './local-service';

const EMPTY_IS_NOT_SET = 'a variable that is empty is not set, so that xgb is enabled';
const UNREADABLE = 'unreadable requests are 400, not 422';
const DEFAULT_TAKEN: Difference = {
  status: 200,
  reason: 'null and numbers beyond float32 take the default, as missing ones do',
};
const IGNORED: Difference = { status: 200, reason: 'unknown features are ignored whatever they hold' };
const NOT_A_JSON_LITERAL: Difference = { status: 400, reason: 'NaN and Infinity are no JSON' };

/** What every model's path does otherwise, by what is recorded of it. */
const OF_A_MODEL: Differences = {
  'unknown-extra-text': IGNORED,
  'unknown-extra-null': IGNORED,
  'unknown-extra-list': IGNORED,
  'rows-as-arrays': {
    status: 200,
    reason: 'a row may be an array in the order of feature_columns, as the Go client sends it',
  },
  'row-null': {
    status: 200,
    reason: 'a null in place of a row is a row of defaults: Go clients send it for an item without features',
  },
  'value-numeric-string-underscore': { status: 400, reason: '"1_0" is a number to Python alone' },
  'value-null': DEFAULT_TAKEN,
  'value-1e39': DEFAULT_TAKEN,
  'value-1e308': DEFAULT_TAKEN,
  'value-array': { status: 400, reason: UNREADABLE },
  'value-object': { status: 400, reason: UNREADABLE },
  'raw-NaN': NOT_A_JSON_LITERAL,
};

const RELOADED: Difference = {
  status: 200,
  body: {
    status: 'success',
    message: 'All models reloaded successfully',
    models: Object.fromEntries(
      Object.entries(VERSIONS).map(([model, version]) => [
        model,
        {
          status: 'success',
          message: 'Model reloaded successfully',
          old_version: version,
          new_version: version,
          feature_count: 7,
        },
      ]),
    ),
  },
  reason: 'the unified service reloads its models, as the services of one model do',
};
const GUARDED: Difference = { status: 401, reason: `${RELOADED.reason}, for whoever has the key` };
const HAS_HEALTH = 'probes ask every service for /health';
const UNKNOWN_MODEL: Difference = {
  status: 404,
  reason: 'a model that is not served is not there, whatever the body is',
};

function root(models: readonly string[], reason: string): Difference {
  return {
    status: 200,
    body: { service: 'Reckit Unified Model Service', status: 'running', models },
    reason,
  };
}

const FEWER_MODELS = root(
  Object.keys(VERSIONS),
  'in the order of ENABLED_MODELS, and some are still to come',
);

/** Where this service answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  ...Object.fromEntries(
    Object.keys(VERSIONS).flatMap(model =>
      Object.entries(OF_A_MODEL).map(([what, difference]) => [`${model}-${what}`, difference]),
    ),
  ),
  'deepfm-value-1e30': {
    status: 200,
    body: { predictions: [1] },
    reason: 'a value too large for the network is cut, where Python failed without an answer',
  },
  'get-root': FEWER_MODELS,
  'get-root-request-id-echo': FEWER_MODELS,
  'subset/get-root': root(['xgb'], FEWER_MODELS.reason),
  'enabled-models-empty/get-root': root(['xgb'], EMPTY_IS_NOT_SET),
  'enabled-models-empty/xgb': { status: 200, reason: EMPTY_IS_NOT_SET },
  'get-health': {
    status: 200,
    body: {
      status: 'healthy',
      model_loaded: true,
      models: Object.fromEntries(Object.keys(VERSIONS).map(model => [model, true])),
    },
    reason: HAS_HEALTH,
  },
  'post-health': { status: 405, reason: HAS_HEALTH },
  'reload-no-key-configured': RELOADED,
  'reload-no-key-configured-but-sent': RELOADED,
  'reload-with-json-body': RELOADED,
  'method-get-on-reload': { status: 405, reason: RELOADED.reason },
  'reload-key/reload-without-header': GUARDED,
  'reload-key/reload-wrong-key': GUARDED,
  'reload-key/reload-empty-key': GUARDED,
  'reload-key/reload-case-differs': GUARDED,
  'reload-key/reload-key-in-query': GUARDED,
  'reload-key/reload-key-with-spaces-around': RELOADED,
  'reload-key/reload-bearer-instead': RELOADED,
  'reload-key/reload-right-key': RELOADED,
  'reload-key/reload-right-key-lowercase-header': RELOADED,
  'unknown-model-malformed': UNKNOWN_MODEL,
  'unknown-model-bad-row': UNKNOWN_MODEL,
  'xgb-version-query': {
    status: 404,
    reason: '?version= asks for a version, and this one is not loaded',
  },
  'xgb-text-plain': { status: 415, reason: 'a content type that is there and is not JSON is 415' },
};
