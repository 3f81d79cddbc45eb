import { listNameOf } from '../../protocols/torchserve/entries';
import type { ServiceState } from '../../service-state';
import type { DocumentedModel } from './documented-model';
import { eitherRowsSchema } from './openapi-rows';
import { jsonBody, securityOf, versionParameter, withErrors, type Paths, type Schema } from './schema-parts';

/** The predictions in the manner of TorchServe: of every model, and of the one that needs no name. */
export function torchServePaths(state: ServiceState, documented: readonly DocumentedModel[]): Paths {
  const { config, models } = state;
  const key = securityOf(config.predictApiKey);
  const paths = documented.map(model => predictionPaths(model, key));
  // A path without a name means the first model, where it means any.
  return Object.assign({}, ...paths, models.find(null) && predictPath(documented[0], key));
}

function predictionPaths(
  { segment, parameters, tag, note, rows, entries }: DocumentedModel,
  key: Schema,
): Paths {
  const operation: Schema = {
    ...key,
    summary: 'Score rows',
    ...(note !== null && { description: note }),
    tags: [tag],
    requestBody: jsonBody({ type: 'object', required: ['data'], properties: { data: rows } }),
    responses: withErrors({
      type: 'object',
      required: ['predictions'],
      properties: { predictions: entries },
    }),
  };
  const path = `/predictions/${segment}`;
  return {
    [path]: { post: { ...operation, parameters: [...parameters, versionParameter('query')] } },
    [`${path}/{version}`]: { post: { ...operation, parameters: [...parameters, versionParameter('path')] } },
  };
}

function predictPath({ tag, rows, entries, signature }: DocumentedModel, key: Schema): Paths {
  const listName = signature && listNameOf(signature);
  return {
    '/predict': {
      post: {
        ...key,
        summary: 'Score rows, older form',
        tags: [tag],
        parameters: [versionParameter('query')],
        requestBody: jsonBody(eitherRowsSchema(['features_list', 'data'], rows)),
        responses: withErrors({
          type: 'object',
          properties: { ...(listName !== null && { [listName]: entries }), predictions: entries },
        }),
      },
    },
  };
}
