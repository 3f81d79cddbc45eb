import { DOCS_ASSETS } from '../../docs-assets';
import type { ServiceState } from '../../../service-state';
import { answers, emptyAnswer, errorsOf, errorsOfBody, jsonAnswer } from '../responses';
import {
  JSON_CONTENT,
  listOf,
  OPTIONAL_NAME,
  record,
  securityOf,
  TEXT,
  TRUTH,
  WHOLE,
  type Paths,
  type Schema,
} from '../schema-parts';

export const OPERATIONS_TAG = 'Operations';

const RELOADED = record({
  status: { const: 'success' },
  message: TEXT,
  old_version: { type: ['string', 'null'] },
  new_version: TEXT,
  feature_count: WHOLE,
});

const ALL_RELOADED = record({
  status: { const: 'success' },
  message: TEXT,
  models: { type: 'object', description: 'One entry a model', additionalProperties: RELOADED },
});

/** Health, metrics, reload, and the description itself. */
export function operationsPaths(state: ServiceState): Paths {
  const { config, isUnified } = state;
  return {
    '/reload': {
      post: {
        ...securityOf(config.reloadApiKey),
        summary: isUnified
          ? 'Load the current version of all models, or of the one named, or its version named'
          : 'Load the current version, or the one named, and serve it',
        tags: [OPERATIONS_TAG],
        requestBody: {
          required: false,
          content: {
            [JSON_CONTENT]: {
              schema: reloadSchema(state),
              examples: { current: { summary: 'The current version', value: {} } },
            },
          },
        },
        responses: answers(
          jsonAnswer(isUnified ? { anyOf: [ALL_RELOADED, RELOADED] } : RELOADED),
          errorsOfBody('reckit', 404, ...(config.reloadApiKey.length > 0 ? ([401] as const) : [])),
        ),
      },
    },
    '/': status('The service, and what it serves', statusSchema(state)),
    '/ping': status(
      'A model is loaded',
      record({ status: oneOf('Healthy', 'Unhealthy') }),
      'No model is loaded',
    ),
    '/health': status('A model is loaded', healthSchema(state), 'No model is loaded'),
    '/live': status('The process answers', record({ status: { const: 'live' } })),
    '/ready': status(
      'The models are loaded and the process is not shutting down',
      record({ status: TEXT, ...(isUnified && { not_loaded: listOf(TEXT) }) }),
      'Not ready; the status says why',
    ),
    '/metrics': read('Metrics in the Prometheus text format', 'text/plain'),
    '/openapi.json': read('This description', JSON_CONTENT, { type: 'object' }),
    '/docs': read('A page to read this description and to try it', 'text/html'),
    '/docs/{file}': fileOfPage(),
  };
}

/** Which model and which version. A version alone is that of the only model. */
function reloadSchema({ models, isUnified }: ServiceState): Schema {
  const model: Schema = isUnified ? { ...OPTIONAL_NAME, enum: [...models.names, null] } : OPTIONAL_NAME;
  const one = { required: ['model'], properties: { model: { type: 'string' } } };
  return {
    type: 'object',
    properties: { version: OPTIONAL_NAME, model },
    ...(isUnified &&
      models.all.length > 1 && { anyOf: [{ properties: { version: { type: 'null' } } }, one] }),
  };
}

function statusSchema({ isUnified, models }: ServiceState): Schema {
  const service = { service: TEXT, status: oneOf('running', 'draining') };
  if (isUnified) return record({ ...service, models: listOf(TEXT) });
  const outputs = models.first.handle.current?.mainSignature.outputs ?? [];
  return record({
    ...service,
    model_loaded: TRUTH,
    model_version: { type: ['string', 'null'] },
    feature_count: WHOLE,
    ...(outputs.some(({ role }) => role === 'task') && { tasks: listOf(TEXT) }),
  });
}

function healthSchema({ isUnified }: ServiceState): Schema {
  return record({
    status: oneOf('healthy', 'unhealthy'),
    model_loaded: TRUTH,
    ...(isUnified && { models: { type: 'object', additionalProperties: TRUTH } }),
  });
}

function oneOf(...texts: readonly string[]): Schema {
  return { type: 'string', enum: texts };
}

/** @param otherwise - what 503 means with the same body; without it there is none */
function status(summary: string, schema: Schema, otherwise?: string): Schema {
  const responses = {
    ...errorsOf('reckit'),
    ...(otherwise !== undefined && { 503: jsonAnswer(schema, otherwise) }),
  };
  return { get: { summary, tags: [OPERATIONS_TAG], responses: answers(jsonAnswer(schema), responses) } };
}

function read(summary: string, type: string, schema: Schema = TEXT): Schema {
  const answer = { ...emptyAnswer(), content: { [type]: { schema } } };
  return { get: { summary, tags: [OPERATIONS_TAG], responses: answers(answer, errorsOf('reckit')) } };
}

function fileOfPage(): Schema {
  const types = Object.values(DOCS_ASSETS).map(type => type.split(';')[0]);
  const file = { name: 'file', in: 'path', required: true, schema: oneOf(...Object.keys(DOCS_ASSETS)) };
  return {
    get: {
      summary: 'A file of the page',
      tags: [OPERATIONS_TAG],
      parameters: [file],
      responses: answers(
        { ...emptyAnswer(), content: Object.fromEntries(types.map(type => [type, {}])) },
        { 304: emptyAnswer('The browser has it already'), ...errorsOf('reckit', 404) },
      ),
    },
  };
}
