import { BadRequest } from '../../errors';
import type { Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';
import { elementsOfBytes } from '../binary/elements-of-bytes';
import {
  DATATYPE_BYTES,
  elementCount,
  type InputTensor,
  NO_PARAMETERS,
  type TensorMetadata,
} from '../tensor';
import { HEADER_LENGTH } from './header-length';
import type { InferRequest } from './infer-request';

/**
 * The request whose whole body is the only input of its model: one dimension, at most, is told from the length, and of
 * BYTES it is one element. All outputs are wanted in binary form.
 *
 * @throws BadRequest if the model has several inputs, or the body is not of the input's size
 */
export function* rawRequest(
  body: Buffer,
  modelInputs: readonly TensorMetadata[],
  clock: SliceClock,
): Reading<InferRequest> {
  const [model] = modelInputs;
  if (modelInputs.length !== 1) {
    throw new BadRequest(
      `The header ${HEADER_LENGTH} is 0, which is for models of one input; this one has ${modelInputs.length}.`,
    );
  }
  const { name, datatype } = model;
  const input: InputTensor =
    datatype === 'BYTES'
      ? { name, datatype, shape: [1], parameters: NO_PARAMETERS, elements: oneString(body) }
      : yield* rawNumbers(body, model, clock);
  return { id: null, parameters: NO_PARAMETERS, inputs: [input], outputs: null, isBinaryWanted: true };
}

function* rawNumbers(
  body: Buffer,
  { name, datatype, shape }: TensorMetadata,
  clock: SliceClock,
): Reading<InputTensor> {
  const fixed = elementCount(shape.filter(size => size >= 0));
  const rowBytes = fixed * (DATATYPE_BYTES[datatype] ?? 1);
  if (body.length % rowBytes !== 0) {
    throw new BadRequest(
      `The body has ${body.length} bytes, which is no multiple of a row of ${fixed} ${datatype} values (${rowBytes} bytes).`,
    );
  }
  const rawShape = shape.map(size => (size >= 0 ? size : body.length / rowBytes));
  const count = elementCount(rawShape);
  const elements = yield* elementsOfBytes(datatype, body, count, 'The body', clock);
  return { name, datatype, shape: rawShape, parameters: NO_PARAMETERS, elements };
}

function oneString(bytes: Buffer): InputTensor['elements'] {
  const values = { bytes, starts: Uint32Array.of(0), ends: Uint32Array.of(bytes.length) };
  return { kind: 'bytes', values };
}
