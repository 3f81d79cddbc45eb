import type { InferRequest } from '../oip/infer';
import { assertWhole, type TensorForm } from '../oip/infer-body';
import type { InputTensor, Parameters } from '../oip/tensor';
import { bytesOfTensor } from '../oip/tensor-bytes';
import { contentsOf } from './typed-contents';

/** The message `ModelInferRequest`, as protobufjs writes it. @throws ClientError for tensors that cannot be sent */
export function inferMessage(
  model: string,
  version: string | undefined,
  { inputs, outputs = [], id = '', parameters }: InferRequest,
  form: TensorForm,
): object {
  inputs.forEach(assertWhole);
  return {
    model_name: model,
    model_version: version ?? '',
    id,
    parameters: parametersOf(parameters),
    inputs: inputs.map(input => ({
      name: input.name,
      datatype: input.datatype,
      shape: input.shape,
      parameters: parametersOf(input.parameters),
      ...(form === 'json' && { contents: contentsOf(input) }),
    })),
    outputs: outputs.map(name => ({ name })),
    raw_input_contents: form === 'binary' ? inputs.map((input: InputTensor) => bytesOfTensor(input)) : [],
  };
}

function parametersOf(parameters: Parameters = {}): object {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, parameterOf(value)]));
}

function parameterOf(value: Parameters[string]): object {
  if (typeof value === 'boolean') return { bool_param: value };
  if (typeof value === 'string') return { string_param: value };
  return Number.isSafeInteger(value) ? { int64_param: value } : { double_param: value };
}
