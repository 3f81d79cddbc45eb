import { ROW_KEYS, SIGNATURE_KEY } from '@reckit/protocol';
import { columnAnswerSchema, entriesSchema } from '../../../protocols/torchserve/entry-schema';
import { V1_PATHS, type V1Path } from '../../../protocols/kserve-v1/v1-route';
import type { ServiceState } from '../../../service-state';
import { modelParameter, type DocumentedModel } from '../documented-model';
import { MODEL_LIST, MODEL_METADATA, MODEL_STATUS } from './kserve-v1-schemas';
import { labelParameter, versionParameter } from './parameters';
import { answers, errorSchema, errorsOf, errorsOfPrediction, jsonAnswer, prediction } from '../responses';
import { jsonBody, securityOf, type Example, type Paths, type Schema } from '../schema-parts';

export const V1_TAG = 'KServe v1 and TensorFlow Serving';

/** KServe v1 and the REST of TensorFlow Serving, by the table of its paths. */
export function kserveV1Paths(state: ServiceState, documented: readonly DocumentedModel[]): Paths {
  const described = V1_PATHS.flatMap((path): (readonly [string, Schema])[] => {
    switch (path.kind) {
      case 'models':
        return [
          [path.path, { get: read('The names of the models', jsonAnswer(MODEL_LIST), errorsOf('kserve')) }],
        ];
      case 'status':
        return [[path.path, { get: { ...status, parameters: parametersOf(path, documented[0], state) } }]];
      case 'metadata':
        return [[path.path, { get: { ...metadata, parameters: parametersOf(path, documented[0], state) } }]];
      case 'predict':
        return documented.map(model => [
          path.path.replace('{model}', model.segment),
          { post: predictOf(state, model, path) },
        ]);
      case 'classify':
      case 'regress':
      case 'explain':
        // Known, so that clients get 501 for an answer, and nothing that anybody could use.
        return [];
    }
  });
  return Object.fromEntries(described);
}

const metadata = read(
  'What the model takes and answers',
  jsonAnswer(MODEL_METADATA),
  errorsOf('kserve', 404, 503),
);
const status = read('Whether the model is ready, and its versions', jsonAnswer(MODEL_STATUS), {
  ...errorsOf('kserve', 404),
  503: jsonAnswer({ anyOf: [MODEL_STATUS, errorSchema('kserve')] }, 'Not ready'),
});

function read(summary: string, success: Schema, errors: Schema): Schema {
  return { summary, tags: [V1_TAG], responses: answers(success, errors) };
}

function parametersOf({ which }: V1Path, model: DocumentedModel, state: ServiceState): readonly Schema[] {
  return [modelParameter(state), ...whichParameters(which, model)];
}

function whichParameters(which: V1Path['which'], model: DocumentedModel): readonly Schema[] {
  switch (which) {
    case 'current':
      return [];
    case 'version':
      return [versionParameter('path', model)];
    case 'label':
      return [labelParameter(model)];
  }
}

function predictOf({ config }: ServiceState, model: DocumentedModel, { which }: V1Path): Schema {
  const { signature, note, tag, parameters } = model;
  const form = { singleEmbedding: config.v1SingleEmbedding, neighbours: 'named' } as const;
  const entries = signature ? entriesSchema(signature, form) : { type: 'array', items: {} };
  const columns = signature ? columnAnswerSchema(signature) : {};
  return {
    ...securityOf(config.predictApiKey),
    summary: 'Score rows (KServe v1, TensorFlow Serving)',
    ...(note !== null && { description: note }),
    tags: [tag],
    parameters: [...parameters, ...whichParameters(which, model)],
    requestBody: jsonBody(requestOf(model), examplesOf(model)),
    responses: answers(
      prediction({
        oneOf: [
          { type: 'object', required: ['predictions'], properties: { predictions: entries } },
          { type: 'object', required: ['outputs'], properties: { outputs: columns } },
        ],
      }),
      errorsOfPrediction('kserve', config),
    ),
  };
}

/** Rows under one of two keys, or columns under the second. */
function requestOf({ rows, columns, signatureNames }: DocumentedModel): Schema {
  const [instances, inputs] = ROW_KEYS;
  return {
    type: 'object',
    properties: {
      [SIGNATURE_KEY]: {
        type: ['string', 'null'],
        enum: ['serving_default', ...signatureNames, '', null],
        description: 'What is called, where a model has several functions',
      },
    },
    oneOf: [
      { required: [instances], properties: { [instances]: rows } },
      { required: [inputs], properties: { [inputs]: { anyOf: [rows, columns] } } },
    ],
  };
}

function examplesOf({ example }: DocumentedModel): Readonly<Record<string, Example>> {
  const columns = Object.fromEntries(Object.entries(example).map(([name, value]) => [name, [value]]));
  return {
    instances: { summary: 'Rows', value: { instances: [example] } },
    inputs: { summary: 'Columns', value: { inputs: columns } },
  };
}
