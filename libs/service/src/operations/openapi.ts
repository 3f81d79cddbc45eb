import { listNameOf } from '../protocols/torchserve/entries';
import { entriesSchema } from '../protocols/torchserve/entry-schema';
import { eitherRowsSchema, rowsSchema } from './openapi-rows';
import type { ServiceState } from '../service-state';

type Schema = Readonly<Record<string, unknown>>;

/** One of the ways to show a key is enough. */
const ANY_KEY = [{ apiKey: [] }, { bearer: [] }, { basic: [] }];

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

/** A name that is not empty, or none. */
const OPTIONAL_NAME: Schema = { type: ['string', 'null'], minLength: 1 };

/** The OpenAPI 3.1 description of a service, with the features of the model that it serves now. */
export function openApiOf(state: ServiceState): Schema {
  const { config, title, models } = state;
  const model = models.first.handle.current;
  const signature = model?.mainSignature;
  const features = signature?.encoder.spec.features ?? [];
  const rows = rowsSchema(features, config.maxBatchRows, signature?.sampleRows);
  const entries: Schema = signature ? entriesSchema(signature) : { type: 'array', items: {} };
  const listName = signature ? listNameOf(signature) : null;
  const key = config.predictApiKey.length === 0 ? {} : { security: ANY_KEY };
  const predictions: Schema = {
    ...key,
    summary: 'Score rows',
    tags: ['Predictions'],
    requestBody: jsonBody({
      type: 'object',
      required: ['data'],
      properties: { data: rows },
    }),
    responses: withErrors({
      type: 'object',
      required: ['predictions'],
      properties: { predictions: entries },
    }),
  };
  return {
    openapi: '3.1.0',
    info: { title, version: model?.version ?? 'no model' },
    // Relative to where the description was read, so that it holds behind a proxy that strips a prefix.
    servers: [{ url: '.', description: 'This service' }],
    paths: {
      '/predictions/{model}': {
        post: { ...predictions, parameters: [modelParameter(state), versionParameter('query')] },
      },
      '/predictions/{model}/{version}': {
        post: { ...predictions, parameters: [modelParameter(state), versionParameter('path')] },
      },
      '/predict': {
        post: {
          ...key,
          summary: 'Score rows, older form',
          tags: ['Predictions'],
          parameters: [versionParameter('query')],
          requestBody: jsonBody(eitherRowsSchema(['features_list', 'data'], rows)),
          responses: withErrors({
            type: 'object',
            properties: {
              ...(listName !== null && { [listName]: entries }),
              predictions: entries,
            },
          }),
        },
      },
      '/reload': {
        post: {
          ...(config.reloadApiKey.length === 0 ? {} : { security: ANY_KEY }),
          summary: 'Load the current version, or the one named, and serve it',
          tags: ['Operations'],
          requestBody: {
            ...jsonBody({
              type: 'object',
              properties: { version: OPTIONAL_NAME, model: OPTIONAL_NAME },
            }),
            required: false,
          },
          responses: withErrors({
            type: 'object',
            properties: {
              status: { const: 'success' },
              message: { type: 'string' },
              old_version: { type: ['string', 'null'] },
              new_version: { type: 'string' },
              feature_count: { type: 'integer' },
            },
          }),
        },
      },
      '/': statusPath('The service, its model and version'),
      '/ping': statusPath('Healthy as soon as a model is loaded', 503),
      '/health': statusPath('Healthy as soon as a model is loaded', 503),
      '/live': statusPath('The process answers'),
      '/ready': statusPath('The model is loaded and the process is not shutting down', 503),
      '/metrics': {
        get: {
          summary: 'Metrics in the Prometheus text format',
          tags: ['Operations'],
          responses: {
            200: { description: 'Metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic', description: 'Any user; the password is the key.' },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['detail', 'request_id'],
          properties: { detail: { type: 'string' }, request_id: { type: 'string' } },
        },
      },
    },
  };
}

function versionParameter(place: 'path' | 'query'): Schema {
  return {
    name: 'version',
    in: place,
    required: place === 'path',
    description: 'Answer only if this version is loaded',
    schema: { type: 'string', minLength: 1 },
  };
}

function modelParameter(state: ServiceState): Schema {
  return { name: 'model', in: 'path', required: true, schema: { type: 'string', enum: state.models.names } };
}

function jsonBody(schema: Schema): Schema {
  return { required: true, content: { 'application/json': { schema } } };
}

function withErrors(success: Schema): Schema {
  const errors = Object.entries(ERROR_RESPONSES).map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]);
  return {
    200: { description: 'OK', content: { 'application/json': { schema: success } } },
    ...Object.fromEntries(errors),
  };
}

function statusPath(summary: string, ...otherStatuses: readonly number[]): Schema {
  const answer = (description: string): Schema => ({
    description,
    content: { 'application/json': { schema: { type: 'object' } } },
  });
  return {
    get: {
      summary,
      tags: ['Operations'],
      responses: {
        200: answer('OK'),
        ...Object.fromEntries(otherStatuses.map(status => [status, answer('Not yet')])),
      },
    },
  };
}
