import { asciiString } from '../../entries/ascii-string';
import { LONGEST_NUMBER_BYTES, writeFloat32 } from '../../entries/write-float32';
import { InternalError } from '../../errors';
import { COMMA } from '../../json/json-cursor';
import type { Reading } from '../../json/json-outline';
import { SliceClock } from '../../json/slice-clock';
import { bytesOfElements } from '../binary/bytes-of-elements';
import { countOf, type Elements, type Tensor } from '../tensor';

/** An output of an answer. */
export interface AnsweredTensor extends Tensor {
  readonly isBinary: boolean;
}

/** What is answered to a request for an inference. */
export interface InferAnswer {
  readonly modelName: string;
  /** Null where models have no versions. */
  readonly modelVersion: string | null;
  /** That of the request; null where it had none. */
  readonly id: string | null;
  readonly outputs: readonly AnsweredTensor[];
}

/** The body of an answer: JSON, and the bytes of its binary tensors behind it. */
export interface InferBody {
  /** In ASCII, so that its characters are its bytes. */
  readonly json: string;
  /** What lies in memory as it is sent is not copied. */
  readonly binary: readonly Buffer[];
}

/** So many elements are written between two looks at the clock. */
const BLOCK = 2_048;

/**
 * Writes the body of an answer: JSON, and the outputs that are wanted in binary form behind it. Floats in JSON are
 * written as the double that equals them, so nothing is lost. It pauses when a slice is over.
 *
 * @throws InternalError if a number in JSON is not finite, which JSON cannot say
 */
export function* writeInferResponse(
  { modelName, modelVersion, id, outputs }: InferAnswer,
  clock: SliceClock = new SliceClock(),
): Reading<InferBody> {
  const binary: Buffer[] = [];
  const version = modelVersion === null ? '' : `,"model_version":${asciiString(modelVersion)}`;
  const echo = id === null ? '' : `,"id":${asciiString(id)}`;
  let text = `{"model_name":${asciiString(modelName)}${version}${echo},"outputs":[`;
  for (const [i, output] of outputs.entries()) {
    const { name, shape, datatype, elements } = output;
    text += `${i === 0 ? '' : ','}{"name":${asciiString(name)},"shape":[${shape.join(',')}],"datatype":"${datatype}",`;
    if (output.isBinary) {
      const bytes = bytesOfElements(elements, datatype);
      binary.push(bytes);
      text += `"parameters":{"binary_data_size":${bytes.length}}}`;
      continue;
    }
    text += '"data":[';
    for (let from = 0; from < countOf(elements); from += BLOCK) {
      const to = Math.min(countOf(elements), from + BLOCK);
      text += `${from === 0 ? '' : ','}${jsonOf(output, from, to)}`;
      if (clock.isOver((to - from) * WRITING_WORK)) yield;
    }
    text += ']}';
  }
  return { json: `${text}]}`, binary };
}

/** Writing one number costs about as much time as reading so many bytes. */
const WRITING_WORK = 8;

/** The elements from `from` up to `to` as the entries of a JSON list. */
function jsonOf({ name, datatype, elements }: Tensor, from: number, to: number): string {
  switch (elements.kind) {
    case 'numbers': {
      const values = elements.values.subarray(from, to);
      if (datatype === 'BOOL') return Array.from(values, value => value !== 0).join(',');
      assertFinite(values, from, name);
      return values instanceof Float32Array ? jsonOfFloats(values) : values.join(',');
    }
    case 'integers':
      return elements.values.subarray(from, to).join(',');
    case 'texts':
      return elements.values.slice(from, to).map(asciiString).join(',');
    case 'bytes':
      return jsonOfStrings(elements, from, to);
  }
}

/** Where a block is written before it becomes text; one for all, since nothing is awaited in between. */
const block = Buffer.allocUnsafeSlow(BLOCK * (LONGEST_NUMBER_BYTES + 1));

function jsonOfFloats(values: Float32Array): string {
  let at = 0;
  for (const value of values) {
    if (at > 0) block[at++] = COMMA;
    at = writeFloat32(value, block, at);
  }
  return block.toString('latin1', 0, at);
}

function jsonOfStrings({ values }: Extract<Elements, { kind: 'bytes' }>, from: number, to: number): string {
  const { bytes, starts, ends } = values;
  let text = '';
  for (let i = from; i < to; i++)
    text += `${i === from ? '' : ','}${asciiString(bytes.toString('utf8', starts[i], ends[i]))}`;
  return text;
}

function assertFinite(values: ArrayLike<number>, from: number, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] - values[i] !== 0)
      throw new InternalError(`The ${name} at ${from + i} is not a finite number.`);
  }
}
