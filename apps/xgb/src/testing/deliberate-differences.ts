import type { RecordedExchange } from './recorded-exchange';

/** Where this service answers otherwise than the Python one did, and why. */
export interface Difference {
  readonly status: number;
  /** What the answer is like, where that can be said. */
  readonly body?: unknown;
  readonly reason: string;
}

/** The contract makes every unreadable request 400 with one readable line; Python said 422 with a list. */
const UNREADABLE: Difference = { status: 400, reason: 'unreadable requests are 400, not 422' };

const DEFAULT_TAKEN: Difference = {
  status: 200,
  reason: 'null and numbers beyond float32 take the default, as missing ones do',
};
const IGNORED: Difference = { status: 200, reason: 'unknown features are ignored whatever they hold' };
const WRONG_MODEL: Difference = { status: 404, reason: 'the service answers only to the names it serves' };
const NOT_JSON: Difference = { status: 415, reason: 'a content type that is there and is not JSON is 415' };
const NOT_A_JSON_LITERAL: Difference = { status: 400, reason: 'NaN and Infinity are no JSON' };
const SAME_PATH: Difference = { status: 200, reason: 'a trailing slash is the same path, not a redirect' };

const BY_NAME: Readonly<Record<string, Difference>> = {
  'get-ping-trailing-slash': { ...SAME_PATH, body: { status: 'Healthy' } },
  'predictions-trailing-slash': SAME_PATH,
  'head-ping': { status: 200, reason: 'HEAD works wherever GET does' },
  'predictions-rows-as-arrays': {
    status: 200,
    reason: 'a row may be an array in the order of feature_columns, as the Go client sends it',
  },
  'predictions-row-empty-array': { status: 400, reason: 'an array row must be as long as feature_columns' },
  'predictions-value-null': DEFAULT_TAKEN,
  'predictions-two-bad-values': UNREADABLE,
  'predict-null-value': DEFAULT_TAKEN,
  'predictions-value-1e39-float32-overflow': DEFAULT_TAKEN,
  'predictions-value-1e308': DEFAULT_TAKEN,
  'predict-value-1e39': DEFAULT_TAKEN,
  'predictions-unknown-feature-null': IGNORED,
  'predictions-unknown-feature-with-text': IGNORED,
  'predictions-value-numeric-string-underscore': {
    status: 400,
    reason: '"1_0" is a number to Python alone',
  },
  'predictions-raw-literal-NaN': NOT_A_JSON_LITERAL,
  'predictions-raw-literal-Infinity': NOT_A_JSON_LITERAL,
  'predictions-raw-literal-minus-Infinity': NOT_A_JSON_LITERAL,
  'predictions-content-type-text-plain': NOT_JSON,
  'predictions-content-type-form': NOT_JSON,
  'predictions-version-query': {
    status: 404,
    reason: '?version= asks for a version, and this one is not loaded',
  },
  'predictions-unknown-model-name-other_model': WRONG_MODEL,
  'predictions-unknown-model-name-deepfm': WRONG_MODEL,
  'predictions-unknown-model-name-XGB': WRONG_MODEL,
  'predictions-unknown-model-name-a%20b': WRONG_MODEL,
  'predictions-unknown-model-name-%E4%B8%AD': WRONG_MODEL,
  'reload-state/20-reload-columns-too-few': {
    status: 500,
    reason:
      'a feature_meta.json that contradicts itself or the model is refused; the old model goes on serving',
  },
};

/** Differences of one recording alone, since the two change different files. */
const BY_RECORDING: Readonly<Record<string, Readonly<Record<string, Difference>>>> = {
  xgb: {
    'reload-state/24-predict-stray-scaler-is-applied': {
      status: 200,
      body: { predictions: [0.9962944388389587] },
      reason: 'a scaler is applied only if feature_meta.json says "normalized": true',
    },
  },
  'xgb-normalized': {
    'predictions-value-3e38': {
      status: 200,
      reason: 'a value that scaling takes beyond float32 takes the default, where Python failed',
    },
    'reload-state/21-predict-columns-too-few': {
      status: 200,
      body: { predictions: [0.9986756443977356] },
      reason: 'the model of before the refused reload goes on serving',
    },
    'reload-state/23-reload-scaler-removed': {
      status: 500,
      reason: 'a normalised model without its scaler would score wrongly, so it is refused',
    },
    'reload-state/24-predict-scaler-removed-gives-other-scores': {
      status: 200,
      reason: 'the model of before goes on serving, scaler included',
    },
  },
};

/** The way in which the contract wants another answer than the recorded one, or null. */
export function deliberateDifference(recording: string, exchange: RecordedExchange): Difference | null {
  const named = BY_RECORDING[recording]?.[exchange.name] ?? BY_NAME[exchange.name];
  if (named) return named;
  return exchange.response.status === 422 ? UNREADABLE : null;
}
