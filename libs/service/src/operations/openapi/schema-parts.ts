/** A part of a description: a JSON Schema, or an object of OpenAPI. */
export type Schema = Readonly<Record<string, unknown>>;

/** What is described of a service: its paths, each with its methods. */
export type Paths = Readonly<Record<string, Schema>>;

/** A name that is not empty, or none. */
export const OPTIONAL_NAME: Schema = { type: ['string', 'null'], minLength: 1 };

const ERROR_RESPONSES: Readonly<Record<number, string>> = {
  400: 'Malformed JSON, no rows, or a row that cannot be read',
  401: 'Missing or wrong key',
  404: 'Unknown model or version',
  413: 'Body or batch too large',
  415: 'Not JSON',
  429: 'Over the rate limit',
  500: 'A fault of the service',
  503: 'No model, shutting down, or too many requests in flight',
};

export function jsonBody(schema: Schema): Schema {
  return { required: true, content: { 'application/json': { schema } } };
}

/** The answers to a request: what it asks for, and the errors of the Reckit endpoints. */
export function withErrors(success: Schema): Schema {
  const errors = Object.entries(ERROR_RESPONSES).map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]);
  return {
    200: { description: 'OK', content: { 'application/json': { schema: success } } },
    ...Object.fromEntries(errors),
  };
}

/** One of the ways to show a key is enough. */
const ANY_KEY = [{ apiKey: [] }, { bearer: [] }, { basic: [] }];

/** What has to be sent along where a key is asked for. */
export function securityOf(keys: readonly string[]): Schema {
  return keys.length === 0 ? {} : { security: ANY_KEY };
}

export function versionParameter(place: 'path' | 'query'): Schema {
  return {
    name: 'version',
    in: place,
    required: place === 'path',
    description: 'Answer only if this version is loaded',
    schema: { type: 'string', minLength: 1 },
  };
}
