import { HEADER_LENGTH, isDatatype } from '@reckit/protocol';
import { listAt, listOf, numberAt, objectAt, parsedObject, textAt, textOrNull } from '../answers/checked';
import { UnexpectedAnswer } from '../errors';
import type { HttpAnswer } from '../http/exchange';
import { headerOf } from '../http/http-error';
import type { Inferred } from './infer';
import { tensorOf, type Tensor, type ValueSource } from './tensor';
import { bytesSource } from './tensor-bytes';
import { JsonSource } from './tensor-json';

/** What an answer to an inference says, its tensors in JSON or in the bytes behind it. @throws UnexpectedAnswer */
export function inferredOf({ headers, body }: HttpAnswer): Inferred {
  const jsonLength = lengthOf(headerOf(headers, HEADER_LENGTH.toLowerCase()), body.length);
  const said = parsedObject(body.subarray(0, jsonLength));
  let at = jsonLength;
  const outputs = listOf(said['outputs'], 'outputs', (value, place) => {
    const output = outputAt(value, place);
    const size = output.binarySize ?? 0;
    if (at + size > body.length)
      throw new UnexpectedAnswer(`The answer ends before the ${size} bytes of the output ${output.name}.`);
    const tensor = read(output, body.subarray(at, at + size));
    at += size;
    return tensor;
  });
  return {
    modelName: textOrNull(said['model_name'], 'model_name') ?? '',
    modelVersion: textOrNull(said['model_version'], 'model_version'),
    id: textOrNull(said['id'], 'id'),
    outputs,
  };
}

interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: unknown;
  /** Null for an output in JSON. */
  readonly binarySize: number | null;
}

function outputAt(value: unknown, place: string): Output {
  const output = objectAt(value, place);
  const parameters = objectAt(output['parameters'] ?? {}, `${place}.parameters`);
  const size = parameters['binary_data_size'];
  return {
    name: textAt(output['name'], `${place}.name`),
    datatype: textAt(output['datatype'], `${place}.datatype`),
    shape: listOf(output['shape'], `${place}.shape`, numberAt),
    data: output['data'],
    binarySize: size === undefined ? null : numberAt(size, `${place}.parameters.binary_data_size`),
  };
}

function read({ name, datatype, shape, data, binarySize }: Output, bytes: Buffer): Tensor {
  return tensorOf(name, datatype, shape, binarySize === null ? jsonSource() : binarySource());

  function jsonSource(): ValueSource {
    return new JsonSource(name, listAt(data, `the data of the output ${name}`));
  }

  function binarySource(): ValueSource {
    if (!isDatatype(datatype)) throw new UnexpectedAnswer(`The output ${name} has no known datatype.`);
    return bytesSource(name, datatype, shape, bytes);
  }
}

/** How much of the body is JSON. */
function lengthOf(header: string | null, bodyLength: number): number {
  if (header === null) return bodyLength;
  const length = /^\d+$/.test(header) ? Number(header) : NaN;
  if (length <= bodyLength) return length;
  throw new UnexpectedAnswer(`${HEADER_LENGTH} is ${header}; the body has ${bodyLength} bytes.`);
}
