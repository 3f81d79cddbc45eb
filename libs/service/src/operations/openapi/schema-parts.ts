/** A part of a description: a JSON Schema, or an object of OpenAPI. */
export type Schema = Readonly<Record<string, unknown>>;

/** What is described of a service: its paths, each with its methods. */
export type Paths = Readonly<Record<string, Schema>>;

export const JSON_CONTENT = 'application/json';
export const BYTES_CONTENT = 'application/octet-stream';

/** A name that is not empty, or none. */
export const OPTIONAL_NAME: Schema = { type: ['string', 'null'], minLength: 1 };
export const TEXT: Schema = { type: 'string' };
export const TRUTH: Schema = { type: 'boolean' };
export const WHOLE: Schema = { type: 'integer' };

/** Points at a part that is described once. */
export function schemaOf(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object of which these members are always there. */
export function record(properties: Readonly<Record<string, Schema>>, optional: Schema = {}): Schema {
  return {
    type: 'object',
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** An example, and what it is an example of. */
export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

/** @param examples - by names of their own; the first one is tried */
export function jsonBody(schema: Schema, examples: Readonly<Record<string, Example>> = {}): Schema {
  const shown = Object.keys(examples).length > 0 && { examples };
  return { required: true, content: { [JSON_CONTENT]: { schema, ...shown } } };
}

/** One of the ways to show a key is enough. */
const ANY_KEY = [{ apiKey: [] }, { bearer: [] }, { basic: [] }];

/** What has to be sent along where a key is asked for. */
export function securityOf(keys: readonly string[]): Schema {
  return keys.length === 0 ? {} : { security: ANY_KEY };
}
