import type { RecordedExchange } from './recorded-exchange';

/** Where a service answers otherwise than the Python one did, and why. */
export interface Difference {
  readonly status: number;
  /** What the answer is like, where that can be said. */
  readonly body?: unknown;
  /** Fields that the answer has beside those recorded. */
  readonly added?: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

export type Differences = Readonly<Record<string, Difference>>;

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

/** What all services do otherwise, by the name of the exchange. */
const COMMON: Differences = {
  'get-ping-trailing-slash': { ...SAME_PATH, body: { status: 'Healthy' } },
  'predictions-trailing-slash': SAME_PATH,
  'v2-health-ready': {
    status: 200,
    body: { ready: true },
    reason: 'every service speaks the Open Inference Protocol',
  },
  'head-ping': { status: 200, reason: 'HEAD works wherever GET does' },
  'predictions-rows-as-arrays': {
    status: 200,
    reason: 'a row may be an array in the order of feature_columns, as the Go client sends it',
  },
  'predictions-row-null': {
    status: 200,
    reason: 'a null in place of a row is a row of defaults: Go clients send it for an item without features',
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
  'reload-key/reload-bearer-instead': {
    status: 200,
    reason: 'a key may be shown as a bearer token as well, as Go clients show theirs',
  },
  'predictions-version-query': {
    status: 404,
    reason: '?version= asks for a version, and this one is not loaded',
  },
};

/**
 * The way in which the contract wants another answer than the recorded one, or null.
 *
 * @param own - what the service under test alone does otherwise
 */
export function differenceOf(exchange: RecordedExchange, own: Differences): Difference | null {
  const named = own[exchange.name] ?? COMMON[exchange.name];
  if (named) return named;
  if (exchange.name.startsWith('predictions-unknown-model-name-')) return WRONG_MODEL;
  return exchange.response.status === 422 ? UNREADABLE : null;
}
