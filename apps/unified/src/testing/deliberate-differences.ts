import type { Difference, Differences } from '../../../service-testing/replays/differences';
import { unified } from '../service-definition';
import { ALL_VERSIONS, VERSIONS } from './local-service';

/** Those that the Python system has. */
const RECORDED = unified.models.filter(({ flat }) => flat !== undefined);
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

/** Of the first signature of each model. */
const FEATURE_COUNTS: Readonly<Record<string, number>> = {
  xgb: 7,
  deepfm: 7,
  mmoe: 7,
  two_tower: 2,
  youtube_dnn: 3,
  dssm: 3,
  graph_recall: 2,
};

const UNIT_VECTOR: Difference = {
  status: 200,
  reason: "a vector of length 1, where Python's sum of squares went beyond float32 and it answered zeros",
};

/** What the paths of towers do otherwise beside. */
const OF_A_TOWER: Differences = {
  ...OF_A_MODEL,
  'value-1e30': UNIT_VECTOR,
  'value-string-nan': DEFAULT_TAKEN,
  'value-string-inf': DEFAULT_TAKEN,
  'raw-1e400': DEFAULT_TAKEN,
};

const ROW_OF_DEFAULTS: Difference = {
  status: 200,
  reason: 'a history, the features of the user, or both: what is not there takes its default',
};

const REFUSED: Difference = { status: 400, reason: 'what cannot be meant is refused, where Python failed' };

/** What the path of youtube_dnn does otherwise. */
const OF_YOUTUBE_DNN: Differences = {
  'history-string': { status: 400, reason: 'a text is no history: its characters are no items' },
  'history-nested-list': REFUSED,
  'history-object': REFUSED,
  'history-number': REFUSED,
  'flat-features-with-history': ROW_OF_DEFAULTS,
  'empty-user-features-with-history': ROW_OF_DEFAULTS,
  'empty-user-features-no-history': ROW_OF_DEFAULTS,
  'only-history': ROW_OF_DEFAULTS,
  'user-features-string': REFUSED,
  'user-features-array': REFUSED,
  'null-value': DEFAULT_TAKEN,
  '1e39': DEFAULT_TAKEN,
};

/** What the path of graph_recall does otherwise. */
const OF_GRAPH_RECALL: Differences = {
  'top_k-string-float': { status: 200, reason: 'a text of digits is its number, and numbers are cut' },
  'top_k-null': { status: 200, reason: 'null takes the default, where Python failed' },
  'top_k-array': REFUSED,
  'top_k-1e400': DEFAULT_TAKEN,
};

const RELOADED: Difference = {
  status: 200,
  body: {
    status: 'success',
    message: 'All models reloaded successfully',
    models: Object.fromEntries(
      RECORDED.map(({ name }) => [
        name,
        {
          status: 'success',
          message: 'Model reloaded successfully',
          old_version: ALL_VERSIONS[name],
          new_version: ALL_VERSIONS[name],
          feature_count: FEATURE_COUNTS[name],
        },
      ]),
    ),
  },
  reason: 'the unified service reloads its models, as the services of one model do',
};
const OWN_PATH: Difference = { status: 200, reason: 'models have their own paths here as well' };
const SHARED_PATH: Difference = {
  status: 400,
  reason: 'several models have this path, and the request must name one of them',
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

/** The Python system's files hold no vectors to search, so that there is no name for that. */
const NAMES = RECORDED.flatMap(({ name, names = { [name]: name } }) =>
  Object.keys(names).filter(called => names[called] !== 'recall'),
);
const OTHER_MODELS = root(NAMES, 'every name that can be called, in the order of ENABLED_MODELS');

/** Where this service answers otherwise than the Python one did, and why. */
export const DIFFERENCES: Differences = {
  ...Object.fromEntries(
    Object.keys(VERSIONS).flatMap(model =>
      Object.entries(OF_A_MODEL).map(([what, difference]) => [`${model}-${what}`, difference]),
    ),
  ),
  ...Object.fromEntries(
    ['user_tower', 'item_tower', 'dssm'].flatMap(name =>
      Object.entries(OF_A_TOWER).map(([what, difference]) => [`${name}-${what}`, difference]),
    ),
  ),
  ...Object.fromEntries(
    Object.entries(OF_YOUTUBE_DNN).map(([what, difference]) => [`youtube_dnn-${what}`, difference]),
  ),
  ...Object.fromEntries(
    Object.entries(OF_GRAPH_RECALL).map(([what, difference]) => [`graph_recall-${what}`, difference]),
  ),
  'subset/user_tower-not-enabled': {
    status: 200,
    reason: 'the two towers are one model: where one is enabled both are',
  },
  'unknown-model-two_tower': { status: 200, reason: 'two_tower is another name of user_tower' },
  'user_embedding-absent': SHARED_PATH,
  'item_embedding-absent': OWN_PATH,
  'query_embedding-absent': OWN_PATH,
  'recall-absent': OWN_PATH,
  'deepfm-value-1e30': {
    status: 200,
    body: { predictions: [1] },
    reason: 'a value too large for the network is cut, where Python failed without an answer',
  },
  'get-root': OTHER_MODELS,
  'get-root-request-id-echo': OTHER_MODELS,
  'subset/get-root': root(
    ['dssm', 'query_tower', 'doc_tower', 'xgb', 'user_tower', 'item_tower', 'two_tower'],
    OTHER_MODELS.reason,
  ),
  'enabled-models-empty/get-root': root(['xgb'], EMPTY_IS_NOT_SET),
  'enabled-models-empty/xgb': { status: 200, reason: EMPTY_IS_NOT_SET },
  'get-health': {
    status: 200,
    body: {
      status: 'healthy',
      model_loaded: true,
      models: Object.fromEntries(RECORDED.map(({ name }) => [name, true])),
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
