import { InternalError } from '../errors';
import { bytesOfElements } from '../oip/binary/bytes-of-elements';
import type { AnsweredTensor, InferAnswer } from '../oip/response/write-infer-response';
import { LENGTH_DELIMITED } from './wire-reader';

/** Fields of `ModelInferResponse`, `InferOutputTensor` and `InferTensorContents`, by their numbers. */
const MODEL_NAME = 1;
const MODEL_VERSION = 2;
const ID = 3;
const OUTPUTS = 5;
const RAW_OUTPUT_CONTENTS = 6;
const NAME = 1;
const DATATYPE = 2;
const SHAPE = 3;
const CONTENTS = 5;
const FP32_CONTENTS = 6;
const BYTES_CONTENTS = 8;

/**
 * Writes a `ModelInferResponse`: the elements in `raw_output_contents` if the outputs are wanted in binary form, else in
 * the `contents` of each output.
 *
 * @throws InternalError if an output is neither FP32 nor texts
 */
export function writeInferResponseMessage(answer: InferAnswer): Buffer {
  const { modelName, modelVersion, id } = answer;
  const isRaw = answer.outputs.some(({ isBinary }) => isBinary);
  const outputs = answer.outputs.map(output => measure(output, isRaw));
  let size = textSize(modelName) + textSize(modelVersion ?? '') + textSize(id ?? '');
  for (const { headSize, contentsSize, raw } of outputs) {
    size += fieldSize(headSize + (isRaw ? 0 : fieldSize(contentsSize)));
    if (isRaw) size += fieldSize(raw.length);
  }
  const writer = new WireWriter(size);
  writer.text(MODEL_NAME, modelName);
  writer.text(MODEL_VERSION, modelVersion ?? '');
  writer.text(ID, id ?? '');
  for (const output of outputs) writeOutput(writer, output, isRaw);
  if (isRaw) for (const { raw } of outputs) writer.bytesField(RAW_OUTPUT_CONTENTS, raw);
  return writer.bytes;
}

interface MeasuredOutput {
  readonly tensor: AnsweredTensor;
  /** The dimensions, packed. */
  readonly shapeSize: number;
  /** Name, datatype and shape. */
  readonly headSize: number;
  /** The value of the field `contents`; of no use for raw ones. */
  readonly contentsSize: number;
  /** The elements in binary form; of texts only where they are wanted so. */
  readonly raw: Buffer;
}

const NOTHING = Buffer.alloc(0);

function measure(tensor: AnsweredTensor, isRaw: boolean): MeasuredOutput {
  const { name, datatype, shape, elements } = tensor;
  const shapeSize = shape.reduce((sum, size) => sum + varintSize(size), 0);
  const head = textSize(name) + textSize(datatype) + (shape.length > 0 ? fieldSize(shapeSize) : 0);
  const measured = { tensor, shapeSize, headSize: head };
  if (elements.kind === 'texts') {
    const contentsSize = isRaw
      ? 0
      : elements.values.reduce((sum, text) => sum + fieldSize(Buffer.byteLength(text)), 0);
    return { ...measured, contentsSize, raw: isRaw ? bytesOfElements(elements, datatype) : NOTHING };
  }
  if (datatype !== 'FP32') throw new InternalError(`No model answers the datatype ${datatype}.`);
  const raw = bytesOfElements(elements, datatype);
  return { ...measured, contentsSize: raw.length === 0 ? 0 : fieldSize(raw.length), raw };
}

function writeOutput(writer: WireWriter, output: MeasuredOutput, isRaw: boolean): void {
  const { tensor, shapeSize, headSize, contentsSize, raw } = output;
  const { name, datatype, shape, elements } = tensor;
  writer.open(OUTPUTS, headSize + (isRaw ? 0 : fieldSize(contentsSize)));
  writer.text(NAME, name);
  writer.text(DATATYPE, datatype);
  if (shape.length > 0) {
    writer.open(SHAPE, shapeSize);
    for (const size of shape) writer.varint(size);
  }
  if (isRaw) return;
  writer.open(CONTENTS, contentsSize);
  if (elements.kind === 'texts') for (const text of elements.values) writer.bytesField(BYTES_CONTENTS, text);
  // What floats are in memory is what they are in a packed field.
  else if (raw.length > 0) writer.bytesField(FP32_CONTENTS, raw);
}

/** Writes into one piece of memory whose size has been worked out before. */
class WireWriter {
  readonly bytes: Buffer;
  #at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** A text field; an empty one is left out. */
  text(field: number, text: string): void {
    if (text !== '') this.bytesField(field, text);
  }

  bytesField(field: number, value: string | Buffer): void {
    if (typeof value === 'string') {
      this.open(field, Buffer.byteLength(value));
      this.#at += this.bytes.write(value, this.#at, 'utf8');
    } else {
      this.open(field, value.length);
      this.bytes.set(value, this.#at);
      this.#at += value.length;
    }
  }

  /** What stands before a value of so many bytes. */
  open(field: number, size: number): void {
    this.varint((field << 3) | LENGTH_DELIMITED);
    this.varint(size);
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.#at++] = rest;
  }
}

/** A field with a value of so many bytes, its number below 16. */
function fieldSize(size: number): number {
  return 1 + varintSize(size) + size;
}

function textSize(text: string): number {
  return text === '' ? 0 : fieldSize(Buffer.byteLength(text));
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}
