import type { ServiceState } from '../../../service-state';
import { modelParameter, type DocumentedModel } from '../documented-model';
import { oipInferPaths } from './oip-infer-paths';
import {
  MODEL_CONFIG,
  MODEL_METADATA,
  MODEL_STATISTICS,
  REPOSITORY_INDEX,
  SERVER_METADATA,
} from './oip-schemas';
import { versionParameter } from './parameters';
import { answers, emptyAnswer, errorsOf, errorsOfBody, jsonAnswer } from '../responses';
import { JSON_CONTENT, record, securityOf, TEXT, type Paths, type Schema } from '../schema-parts';

export const OIP_TAG = 'Open Inference Protocol v2';

/** The Open Inference Protocol v2 over HTTP, with what Triton adds to it. */
export function oipPaths(state: ServiceState, documented: readonly DocumentedModel[]): Paths {
  return {
    ...oipInferPaths(state, documented),
    '/v2': { get: read('The service and the extensions that it knows', SERVER_METADATA) },
    '/v2/health/live': { get: read('The process answers', record({ live: { const: true } })) },
    '/v2/health/ready': { get: read('Every model is loaded', record({ ready: { const: true } }), 503) },
    '/v2/models/stats': { get: read('What has been counted of all models', MODEL_STATISTICS) },
    ...ofModel('', read('What a model takes and answers', MODEL_METADATA, 404, 503)),
    ...ofModel(
      '/ready',
      read('The model can be asked', record({ name: TEXT, ready: { const: true } }), 404, 503),
    ),
    ...ofModel('/config', read('A model as Triton configures it', MODEL_CONFIG, 404, 503)),
    ...ofModel('/stats', read('What has been counted of a model', MODEL_STATISTICS, 404, 503)),
    '/v2/repository/index': {
      post: call(
        'The models, loaded or not',
        {
          type: 'object',
          properties: { ready: { type: 'boolean', description: 'Only those that are ready' } },
        },
        answers(jsonAnswer(REPOSITORY_INDEX), errorsOfCall()),
      ),
    },
    '/v2/repository/models/{model}/load': {
      post: change('Load the current version of a model, or load it again'),
    },
    '/v2/repository/models/{model}/unload': { post: change('Stop serving a model until it is loaded again') },
  };

  /** What can be read of a model, and of one of its versions. */
  function ofModel(what: string, operation: Schema): Paths {
    const parameters = [modelParameter(state)];
    return {
      [`/v2/models/{model}${what}`]: { get: { ...operation, parameters } },
      [`/v2/models/{model}/versions/{version}${what}`]: {
        get: { ...operation, parameters: [...parameters, versionParameter('path', documented[0])] },
      },
    };
  }

  function call(summary: string, body: Schema, responses: Schema): Schema {
    const requestBody = { required: false, content: { [JSON_CONTENT]: { schema: body } } };
    return { ...securityOf(state.config.reloadApiKey), summary, tags: [OIP_TAG], requestBody, responses };
  }

  function change(summary: string): Schema {
    const operation = call(summary, { type: 'object' }, answers(emptyAnswer(), { ...errorsOfCall(404) }));
    return { ...operation, parameters: [modelParameter(state)] };
  }

  function errorsOfCall(...more: readonly 404[]): Schema {
    return errorsOfBody('kserve', ...more, ...(state.config.reloadApiKey.length > 0 ? ([401] as const) : []));
  }
}

function read(summary: string, schema: Schema, ...errors: readonly (404 | 503)[]): Schema {
  return {
    summary,
    tags: [OIP_TAG],
    responses: answers(jsonAnswer(schema), errorsOf('kserve', ...errors)),
  };
}
