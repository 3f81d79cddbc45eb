import type { ServiceState } from '../../service-state';
import { jsonBody, OPTIONAL_NAME, securityOf, withErrors, type Paths, type Schema } from './schema-parts';

const RELOADED: Schema = {
  type: 'object',
  properties: {
    status: { const: 'success' },
    message: { type: 'string' },
    old_version: { type: ['string', 'null'] },
    new_version: { type: 'string' },
    feature_count: { type: 'integer' },
  },
};

const ALL_RELOADED: Schema = {
  type: 'object',
  properties: {
    status: { const: 'success' },
    message: { type: 'string' },
    models: { type: 'object', description: 'One entry a model', additionalProperties: RELOADED },
  },
};

/** Health, metrics and reload. */
export function operationsPaths({ config, isUnified }: ServiceState): Paths {
  return {
    '/reload': {
      post: {
        ...securityOf(config.reloadApiKey),
        summary: isUnified
          ? 'Load the current version of all models, or of the one named, or its version named'
          : 'Load the current version, or the one named, and serve it',
        tags: ['Operations'],
        requestBody: {
          ...jsonBody({
            type: 'object',
            properties: { version: OPTIONAL_NAME, model: OPTIONAL_NAME },
          }),
          required: false,
        },
        responses: withErrors(isUnified ? { anyOf: [ALL_RELOADED, RELOADED] } : RELOADED),
      },
    },
    '/': statusPath(
      isUnified ? 'The service and the names of its models' : 'The service, its model and version',
    ),
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
