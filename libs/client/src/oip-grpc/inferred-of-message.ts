import { isDatatype } from '@reckit/protocol';
import { listAt, listOf, objectAt, textAt } from '../answers/checked';
import { UnexpectedAnswer } from '../errors';
import type { Inferred } from '../oip/infer';
import { tensorOf, type Tensor } from '../oip/tensor';
import { bytesSource } from '../oip/tensor-bytes';
import { ContentsSource } from './typed-contents';

/** What the message `ModelInferResponse` says, as protobufjs reads it. @throws UnexpectedAnswer */
export function inferredOfMessage(message: Readonly<Record<string, unknown>>): Inferred {
  const raw = listAt(message['raw_output_contents'], 'raw_output_contents');
  const version = textAt(message['model_version'], 'model_version');
  const id = textAt(message['id'], 'id');
  return {
    modelName: textAt(message['model_name'], 'model_name'),
    // Empty is what a text is that was not sent.
    modelVersion: version === '' ? null : version,
    id: id === '' ? null : id,
    outputs: listOf(message['outputs'], 'outputs', (value, place, i) =>
      outputAt(value, place, raw.length === 0 ? null : raw[i]),
    ),
  };
}

/** @param raw - its raw contents; null where they are typed */
function outputAt(value: unknown, place: string, raw: unknown): Tensor {
  const output = objectAt(value, place);
  const name = textAt(output['name'], `${place}.name`);
  const datatype = textAt(output['datatype'], `${place}.datatype`);
  // 64-bit integers are texts.
  const shape = listOf(output['shape'], `${place}.shape`, textAt).map(Number);
  if (raw === null)
    return tensorOf(
      name,
      datatype,
      shape,
      new ContentsSource(name, datatype, objectAt(output['contents'] ?? {}, `${place}.contents`)),
    );
  if (!(raw instanceof Uint8Array) || !isDatatype(datatype))
    throw new UnexpectedAnswer(`The output ${name} has no raw contents of a known datatype.`);
  return tensorOf(name, datatype, shape, bytesSource(name, datatype, shape, Buffer.from(raw)));
}
