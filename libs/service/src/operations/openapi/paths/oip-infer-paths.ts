import { HEADER_LENGTH, modelInputs, type TensorMetadata } from '@reckit/protocol';
import type { ServiceState } from '../../../service-state';
import type { DocumentedModel } from '../documented-model';
import type { ExampleRow, ExampleValue } from '../features/example-row';
import { DATATYPE } from './oip-schemas';
import { versionParameter } from './parameters';
import { answers, errorsOfPrediction, prediction } from '../responses';
import {
  BYTES_CONTENT,
  jsonBody,
  listOf,
  record,
  securityOf,
  TEXT,
  type Example,
  type Paths,
  type Schema,
} from '../schema-parts';

const ANY_PARAMETERS: Schema = { type: ['object', 'null'] };
const FEATURE_NAMES: Schema = {
  type: ['array', 'string', 'null'],
  items: TEXT,
  description:
    'Which features the columns of a matrix are: a list, a comma-separated text or the JSON text of a list',
};
const SHAPE: Schema = { type: 'array', items: { type: 'integer', minimum: 0 }, maxItems: 32 };

/** `…/infer` of the Open Inference Protocol, in JSON and with binary tensors. */
export function oipInferPaths(state: ServiceState, documented: readonly DocumentedModel[]): Paths {
  return Object.assign({}, ...documented.map(model => inferPaths(state, model)));
}

function inferPaths({ config }: ServiceState, model: DocumentedModel): Paths {
  const { segment, parameters, tag, note } = model;
  const { content, ...required } = jsonBody(requestSchema(model), examplesOf(model, config.v2FeatureOrder));
  const answer = prediction(answerSchema(model));
  const operation = (...more: readonly Schema[]): Schema => ({
    post: {
      ...securityOf(config.predictApiKey),
      summary: 'Score rows (Open Inference Protocol)',
      description: [...(note === null ? [] : [note]), FORMS].join('\n\n'),
      tags: [tag],
      parameters: [...parameters, ...more, LENGTH_PARAMETER],
      requestBody: { ...required, content: { ...Object(content), [BYTES_CONTENT]: {} } },
      responses: answers(withBytes(answer), errorsOfPrediction('kserve', config)),
    },
  });
  const path = `/v2/models/${segment}`;
  return {
    [`${path}/infer`]: operation(),
    [`${path}/versions/{version}/infer`]: operation(versionParameter('path', model)),
  };
}

const FORMS = [
  'Inputs have one of three forms: one tensor of numbers `[rows, features]`; a tensor for each feature; or one `BYTES`',
  `tensor \`features\` of JSON objects. Binary tensors stand behind the JSON, whose length \`${HEADER_LENGTH}\` says;`,
  'with 0 the whole body is the only input. `binary_data_output` and `binary_data` ask for binary outputs.',
].join(' ');

const LENGTH_PARAMETER: Schema = {
  name: HEADER_LENGTH,
  in: 'header',
  required: false,
  description: 'How many bytes of the body are JSON, where binary tensors follow',
  schema: { type: 'integer', minimum: 0 },
};

/** The same answer with binary tensors, which comes where the request asks for them. */
function withBytes(answer: Schema): Schema {
  const { content, headers } = answer;
  return {
    ...answer,
    headers: {
      ...Object(headers),
      [HEADER_LENGTH]: { description: 'How many bytes are JSON, of an answer in bytes', schema: TEXT },
    },
    content: { ...Object(content), [BYTES_CONTENT]: {} },
  };
}

function requestSchema({ signature }: DocumentedModel): Schema {
  const outputs = signature?.outputs.map(({ name }) => name) ?? [];
  const most = Math.max(signature?.encoder.featureCount ?? 1, outputs.length);
  const name: Schema = outputs.length > 0 ? { type: 'string', enum: outputs } : TEXT;
  return record(
    {
      inputs: {
        type: 'array',
        minItems: 1,
        maxItems: most,
        items: record(
          { name: TEXT, shape: SHAPE, datatype: DATATYPE },
          {
            parameters: {
              ...ANY_PARAMETERS,
              properties: {
                binary_data_size: { type: ['integer', 'null'], minimum: 0 },
                feature_names: FEATURE_NAMES,
              },
            },
            data: { type: 'array', description: 'Flat or nested, as many as the shape says' },
          },
        ),
      },
    },
    {
      id: { type: ['string', 'null'], description: 'Is answered as it is' },
      parameters: {
        ...ANY_PARAMETERS,
        properties: { binary_data_output: { type: ['boolean', 'null'] }, feature_names: FEATURE_NAMES },
      },
      outputs: {
        type: 'array',
        maxItems: most,
        description: 'Those that are wanted; without any all are',
        items: record(
          { name },
          { parameters: { ...ANY_PARAMETERS, properties: { binary_data: { type: ['boolean', 'null'] } } } },
        ),
      },
    },
  );
}

function answerSchema({ signature }: DocumentedModel): Schema {
  const names = signature?.outputs.map(({ name }) => name);
  return record(
    {
      model_name: TEXT,
      model_version: TEXT,
      outputs: listOf(
        record(
          { name: names ? { type: 'string', enum: names } : TEXT, shape: SHAPE, datatype: DATATYPE },
          {
            data: { type: 'array' },
            parameters: record({ binary_data_size: { type: 'integer', minimum: 0 } }),
          },
        ),
      ),
    },
    { id: TEXT },
  );
}

/** A request of one row, in the forms that inputs have. */
function examplesOf(
  { signature, example }: DocumentedModel,
  order: ServiceState['config']['v2FeatureOrder'],
): Readonly<Record<string, Example>> {
  if (!signature) return {};
  const names = signature.encoder.featureNames;
  const [first, ...others] = modelInputs(signature.encoder);
  const isMatrix = others.length === 0 && !Object.hasOwn(example, first.name);
  const matrix = {
    name: first.name,
    shape: [1, names.length],
    datatype: first.datatype,
    data: Object.values(example),
  };
  // Where columns without names are sorted, those of the example have theirs.
  const parameters = order === 'sorted' && { parameters: { feature_names: JSON.stringify(names) } };
  return {
    ...(isMatrix && {
      matrix: { summary: 'One tensor of numbers', value: { ...parameters, inputs: [matrix] } },
    }),
    features: {
      summary: 'A tensor for each feature',
      value: { inputs: featureTensors([first, ...others], example, isMatrix) },
    },
    objects: {
      summary: 'JSON objects',
      value: {
        inputs: [{ name: 'features', shape: [1], datatype: 'BYTES', data: [JSON.stringify(example)] }],
      },
    },
  };
}

function featureTensors(
  inputs: readonly TensorMetadata[],
  example: ExampleRow,
  isMatrix: boolean,
): readonly object[] {
  return Object.entries(example).map(([name, value]) => {
    const datatype = isMatrix ? 'FP32' : (inputs.find(input => input.name === name)?.datatype ?? 'FP32');
    const values: readonly unknown[] = isEvents(value) ? value : [value];
    const data = datatype === 'BYTES' ? values.map(String) : values;
    return { name, shape: isEvents(value) ? [1, data.length] : [1], datatype, data };
  });
}

function isEvents(value: ExampleValue): value is readonly string[] {
  return typeof value === 'object';
}
