import { REQUEST_ID_HEADER, VERSION_HEADER } from '../../http/respond';
import type { ServiceConfig } from '../../lifecycle/config';
import { JSON_CONTENT, record, schemaOf, TEXT, type Schema } from './schema-parts';

/** How errors are written: as the Reckit endpoints do, or as KServe does in both of its protocols. */
export type ErrorForm = 'reckit' | 'kserve';

const ERRORS = {
  400: 'Not HTTP, not JSON, no rows, or something that cannot be read; the message says what and where',
  401: 'The key is missing or wrong',
  404: 'No such model, version or label here; the message lists what there is',
  408: 'The request did not arrive in time (REQUEST_TIMEOUT_MS)',
  413: 'The body or the batch is too large (MAX_BODY_BYTES, MAX_BATCH_ROWS)',
  415: 'The content type or the content encoding is none that is read',
  417: 'Expect asks for something else than 100-continue',
  429: 'Over the rate limit (RATE_LIMIT_RPS, RATE_LIMIT_RPS_PER_CLIENT)',
  431: 'The header fields are too long',
  500: 'A fault of the service; its log has the details under the request id',
  503: 'No model, or too much under way (MAX_INFLIGHT, MAX_READING_BYTES)',
} as const;

export type ErrorStatus = keyof typeof ERRORS;

/** What any request may get, whatever it asks for. */
const OF_ANY_REQUEST: readonly ErrorStatus[] = [400, 408, 417, 431, 500];
/** What a request may get whose body is read. */
const OF_BODIES: readonly ErrorStatus[] = [413, 415, 503];

const HEADERS: Readonly<Record<string, Schema>> = {
  [REQUEST_ID_HEADER]: {
    required: true,
    description: 'The id of the request: that which it came with, or a new one. It stands in every log line.',
    schema: TEXT,
  },
  [VERSION_HEADER]: { required: true, description: 'The version that has answered', schema: TEXT },
  traceresponse: {
    description: 'The trace of the request (W3C Trace Context), where it came with a traceparent',
    schema: TEXT,
  },
  'Retry-After': { required: true, description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 } },
  'WWW-Authenticate': { required: true, description: 'The ways to show a key', schema: TEXT },
};
const ON_EVERY_ANSWER = [REQUEST_ID_HEADER, 'traceresponse'] as const;

/** The error bodies, as the protocols write them. */
const ERROR_SCHEMAS: Readonly<Record<string, Schema>> = {
  Error: record({ detail: TEXT, request_id: TEXT }),
  ErrorMessage: record({ error: TEXT }),
};

/** What is described once, for all that answer so. */
export function responseParts(): {
  readonly headers: Schema;
  readonly responses: Schema;
  readonly schemas: Schema;
} {
  return {
    headers: HEADERS,
    responses: Object.fromEntries([...errorsIn('reckit'), ...errorsIn('kserve')]),
    schemas: ERROR_SCHEMAS,
  };
}

/** An answer with status 200, and the errors that may come instead. */
export function answers(success: Schema, errors: Schema): Schema {
  return { 200: success, ...errors };
}

/** The errors of a request whose body is not read. @param more - beside those of any request */
export function errorsOf(form: ErrorForm, ...more: readonly ErrorStatus[]): Schema {
  const statuses = [...new Set([...OF_ANY_REQUEST, ...more])].sort((a, b) => a - b);
  return Object.fromEntries(statuses.map(status => [status, errorOf(form, status)]));
}

/** The errors of a request with a body. */
export function errorsOfBody(form: ErrorForm, ...more: readonly ErrorStatus[]): Schema {
  return errorsOf(form, ...OF_BODIES, ...more);
}

/** The errors of a request for a prediction, by who may ask for them and how often. */
export function errorsOfPrediction(form: ErrorForm, config: ServiceConfig): Schema {
  const isLimited = config.rateLimitRps > 0 || config.rateLimitRpsPerClient > 0;
  return errorsOfBody(
    form,
    404,
    ...(config.predictApiKey.length > 0 ? ([401] as const) : []),
    ...(isLimited ? ([429] as const) : []),
  );
}

/** An error whose body is described elsewhere. */
export function errorOf(form: ErrorForm, status: ErrorStatus): Schema {
  return { $ref: `#/components/responses/${form}-${status}` };
}

/** An answer in JSON. @param headers - the names of those that it has beside those of every answer */
export function jsonAnswer(schema: Schema, description = 'OK', ...headers: readonly string[]): Schema {
  return { ...emptyAnswer(description, ...headers), content: { [JSON_CONTENT]: { schema } } };
}

/** A prediction, which says the version that has made it. */
export function prediction(schema: Schema): Schema {
  return jsonAnswer(schema, 'OK', VERSION_HEADER);
}

/** An answer without a body, or with one that is described elsewhere. */
export function emptyAnswer(description = 'OK', ...headers: readonly string[]): Schema {
  return { description, headers: headersNamed(...ON_EVERY_ANSWER, ...headers) };
}

/** The body of an error. */
export function errorSchema(form: ErrorForm): Schema {
  return schemaOf(form === 'reckit' ? 'Error' : 'ErrorMessage');
}

function errorsIn(form: ErrorForm): [name: string, response: Schema][] {
  return Object.entries(ERRORS).map(([status, description]) => [
    `${form}-${status}`,
    jsonAnswer(bodyOf(form, Number(status)), description, ...headersOf(Number(status))),
  ]);
}

/** What ends before its path is read is answered as the Reckit endpoints do, also where it was meant for others. */
function bodyOf(form: ErrorForm, status: number): Schema {
  if (form === 'reckit' || status === 431) return errorSchema('reckit');
  return status === 408 ? { anyOf: [errorSchema('kserve'), errorSchema('reckit')] } : errorSchema('kserve');
}

function headersOf(status: number): readonly string[] {
  if (status === 429 || status === 503) return ['Retry-After'];
  return status === 401 ? ['WWW-Authenticate'] : [];
}

function headersNamed(...names: readonly string[]): Schema {
  return Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]));
}
