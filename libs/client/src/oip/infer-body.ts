import { elementCount, HEADER_LENGTH } from '@reckit/protocol';
import { unsendable } from '../errors';
import type { HttpBody } from '../http/http-connection';
import type { InferRequest } from './infer';
import type { InputTensor } from './tensor';
import { bytesOfTensor } from './tensor-bytes';
import { jsonOfTensor } from './tensor-json';

/** In which form tensors go both ways. */
export type TensorForm = 'json' | 'binary';

/** The body of a request for an inference. @throws ClientError for tensors that cannot be sent */
export function inferBody(request: InferRequest, form: TensorForm): HttpBody {
  request.inputs.forEach(assertWhole);
  return form === 'json' ? jsonOf(request) : binaryOf(request);
}

/** The body of a raw request: the values of the only input of a model, and nothing else. */
export function rawBody(values: ArrayBufferView): HttpBody {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return { bytes, headers: { 'content-type': OCTETS, [LENGTH_HEADER]: '0' } };
}

const OCTETS = 'application/octet-stream';
const LENGTH_HEADER = HEADER_LENGTH.toLowerCase();

function jsonOf(request: InferRequest): HttpBody {
  const inputs = request.inputs.map(
    input => `{${headOf(input, input.parameters)},"data":${jsonOfTensor(input)}}`,
  );
  return {
    bytes: Buffer.from(bodyText(inputs, request, {})),
    headers: { 'content-type': 'application/json' },
  };
}

function binaryOf(request: InferRequest): HttpBody {
  const pieces = request.inputs.map(bytesOfTensor);
  const inputs = request.inputs.map(
    (input, i) => `{${headOf(input, { ...input.parameters, binary_data_size: pieces[i].length })}}`,
  );
  const head = Buffer.from(bodyText(inputs, request, { binary_data_output: true }));
  return {
    bytes: Buffer.concat([head, ...pieces]),
    headers: { 'content-type': OCTETS, [LENGTH_HEADER]: String(head.length) },
  };
}

function bodyText(
  inputs: readonly string[],
  { outputs, id, parameters }: InferRequest,
  ours: Readonly<Record<string, boolean>>,
): string {
  const rest = JSON.stringify({
    id,
    parameters: { ...parameters, ...ours },
    outputs: outputs?.map(name => ({ name })),
  });
  return `{"inputs":[${inputs.join(',')}],${rest.slice(1)}`;
}

/** What an input says of itself, without the braces. */
function headOf({ name, datatype, shape }: InputTensor, parameters: InputTensor['parameters']): string {
  return JSON.stringify({ name, datatype, shape, parameters }).slice(1, -1);
}

/** @throws ClientError if there are not as many values as the shape says */
export function assertWhole({ name, shape, values }: InputTensor): void {
  if (values.length === elementCount(shape)) return;
  throw unsendable(
    `the input ${name} has ${values.length} values; its shape [${shape.join()}] makes ${elementCount(shape)}.`,
  );
}
