import { quoted } from '@reckit/messages';
import { BadRequest } from '../errors';
import type { Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { elementsOfBytes } from '../oip/binary/elements-of-bytes';
import { DATATYPE_BYTES, elementCount, isDatatype, shownShape, type InputTensor } from '../oip/tensor';
import type { InferRequest } from '../oip/request/infer-request';
import type { InferMessage, WireInput } from './infer-request-message';
import { readTypedContents } from './typed-contents';

/**
 * Reads the elements of all inputs: from `raw_input_contents` if there are any, else from the `contents` of each
 * input. Who asks with raw contents is answered with raw ones. It pauses when a slice is over.
 *
 * @throws BadRequest if the inputs have both, the raw entries are not as many as the inputs, or elements are not what
 * the datatype and shape of their input say
 */
export function* inferRequestOf(message: InferMessage, clock: SliceClock): Reading<InferRequest> {
  const { id, parameters, inputs, outputs, rawContents, bytes } = message;
  const isRaw = rawContents.length > 0;
  if (isRaw) assertAllRaw(message);
  const tensors: InputTensor[] = [];
  for (let i = 0; i < inputs.length; i++) {
    const { name, datatype, shape, parameters, contents } = inputs[i];
    const place = `The input ${quoted(name)}`;
    if (!isDatatype(datatype)) throw unknownDatatype(inputs[i], place);
    const count = countOf(inputs[i], place);
    const elements = isRaw
      ? yield* elementsOfBytes(
          datatype,
          bytes.subarray(rawContents[i].start, rawContents[i].stop),
          count,
          place,
          clock,
        )
      : yield* readTypedContents(bytes, contents, { datatype, count, place }, clock);
    tensors.push({ name, datatype, shape, parameters, elements });
    if (clock.isOver(1)) yield;
  }
  return {
    id: id === '' ? null : id,
    parameters,
    inputs: tensors,
    outputs: outputs.length === 0 ? null : outputs.map(name => ({ name, isBinary: isRaw })),
    isBinaryWanted: isRaw,
  };
}

function assertAllRaw({ inputs, rawContents }: InferMessage): void {
  if (rawContents.length !== inputs.length) {
    throw new BadRequest(
      `The request has ${rawContents.length} raw_input_contents for ${inputs.length} inputs; send one for each input, in their order.`,
    );
  }
  const typed = inputs.find(({ contents }) => contents.some(({ start, stop }) => stop > start));
  if (typed) {
    throw new BadRequest(
      `The input ${quoted(typed.name)} has contents although the request has raw_input_contents; send all inputs in one form.`,
    );
  }
}

function unknownDatatype({ datatype }: WireInput, place: string): BadRequest {
  return new BadRequest(
    `${place} has the datatype ${quoted(datatype)}; expected one of ${Object.keys(DATATYPE_BYTES).join(', ')}.`,
  );
}

/** How many elements the shape makes. */
function countOf({ shape }: WireInput, place: string): number {
  const count = elementCount(shape);
  if (shape.every(size => size >= 0) && Number.isSafeInteger(count)) return count;
  throw new BadRequest(
    `${place} has the shape ${shownShape(shape)}; expected sizes from 0 that a request can hold.`,
  );
}
