import { MAX_TOP_K, TOP_K_KEY } from '@reckit/protocol';
import { entriesSchema } from '../../../protocols/torchserve/entry-schema';
import { listNameOf } from '../../../protocols/torchserve/entries';
import type { ServiceConfig } from '../../../lifecycle/config';
import type { ServiceState } from '../../../service-state';
import type { DocumentedModel } from '../documented-model';
import { versionParameter } from './parameters';
import { answers, errorsOfPrediction, prediction } from '../responses';
import { topKSchema } from '../features/top-k-schema';
import { eitherRowsSchema } from '../features/row-schemas';
import { jsonBody, record, securityOf, type Example, type Paths, type Schema } from '../schema-parts';

/** The predictions in the manner of TorchServe: of every model, and of the one that needs no name. */
export function torchServePaths(
  { config, models }: ServiceState,
  documented: readonly DocumentedModel[],
): Paths {
  const paths = documented.map(model => predictionPaths(model, config));
  // A path without a name means the first model, where it means any.
  return Object.assign({}, ...paths, models.find(null) && predictPath(documented[0], config));
}

function predictionPaths(model: DocumentedModel, config: ServiceConfig): Paths {
  const { segment, parameters, tag, note } = model;
  const operation: Schema = {
    ...securityOf(config.predictApiKey),
    summary: 'Score rows',
    ...(note !== null && { description: note }),
    tags: [tag],
    requestBody: jsonBody(requestOf(model), examplesUnder('data', model)),
    responses: answers(
      prediction(record({ predictions: answerOf(model) })),
      errorsOfPrediction('reckit', config),
    ),
  };
  const path = `/predictions/${segment}`;
  return {
    [path]: { post: { ...operation, parameters: [...parameters, versionParameter('query', model)] } },
    [`${path}/{version}`]: {
      post: { ...operation, parameters: [...parameters, versionParameter('path', model)] },
    },
  };
}

/** Rows; and how many items are asked for, where they are found for embeddings. */
function requestOf({ rows, recall }: DocumentedModel): Schema {
  const described = {
    ...topKSchema(null),
    description: `Asks for the ids of so many items in place of embeddings: 1 to ${MAX_TOP_K}`,
  };
  return record({ data: rows }, recall ? { [TOP_K_KEY]: described } : {});
}

function answerOf(model: DocumentedModel): Schema {
  const { recall } = model;
  return recall ? { anyOf: [entriesOf(model), entriesSchema(recall)] } : entriesOf(model);
}

function predictPath(model: DocumentedModel, config: ServiceConfig): Paths {
  const { tag, rows, signature } = model;
  const entries = entriesOf(model);
  const listName = signature && listNameOf(signature);
  return {
    '/predict': {
      post: {
        ...securityOf(config.predictApiKey),
        summary: 'Score rows, older form',
        tags: [tag],
        parameters: [versionParameter('query', model)],
        requestBody: jsonBody(
          eitherRowsSchema(['features_list', 'data'], rows),
          examplesUnder('features_list', model),
        ),
        responses: answers(
          prediction(record({ ...(listName !== null && { [listName]: entries }), predictions: entries })),
          errorsOfPrediction('reckit', config),
        ),
      },
    },
  };
}

/** A request whose rows stand under a key, in the forms that rows have. */
export function examplesUnder(key: string, { example }: DocumentedModel): Readonly<Record<string, Example>> {
  return {
    objects: { summary: 'A row as an object', value: { [key]: [example] } },
    lists: { summary: 'A row as a list', value: { [key]: [Object.values(example)] } },
  };
}

function entriesOf({ signature }: DocumentedModel): Schema {
  return signature ? entriesSchema(signature) : { type: 'array', items: {} };
}
