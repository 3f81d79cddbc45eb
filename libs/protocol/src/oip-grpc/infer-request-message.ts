import { BadRequest } from '../errors';
import type { Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { NO_PARAMETERS, type Parameters, type ParameterValue } from '../oip/tensor';
import { FIXED64, LENGTH_DELIMITED, VARINT, WireReader } from './wire-reader';

/** A part of a message: where it begins and ends. */
export interface Span {
  readonly start: number;
  readonly stop: number;
}

/** An input tensor as it stands in the message; nothing of its elements is read yet. */
export interface WireInput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters: Parameters;
  /** Its `contents`; of several, as a message may have them, all count. */
  readonly contents: readonly Span[];
}

/** A `ModelInferRequest`, of which the bytes of the tensors are not read yet. */
export interface InferMessage {
  readonly bytes: Buffer;
  readonly modelName: string;
  /** Empty where none is asked for. */
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly WireInput[];
  /** The names of the outputs that are asked for; none for all. */
  readonly outputs: readonly string[];
  /** Its `raw_input_contents`. */
  readonly rawContents: readonly Span[];
}

/** More is refused: each takes memory beside its bytes, and an empty one is two bytes of a message. */
const MAX_TENSORS = 65_536;
const MAX_PARAMETERS = 256;
const MAX_DIMENSIONS = 16;
const MAX_CONTENTS = 16;
/** A longer name, version or id is refused: it would stand in messages, logs and the answer. */
const MAX_NAME_BYTES = 1_024;

/** One field costs about as much time as so many bytes of a text. */
const FIELD_WORK = 8;

/**
 * Reads what a `ModelInferRequest` is about and where its tensors lie; fields that are not known are skipped. It
 * pauses when a slice is over.
 *
 * @throws BadRequest if the bytes are no such message, or it has too many parts
 */
export function* readInferMessage(bytes: Buffer, clock: SliceClock): Reading<InferMessage> {
  return yield* new MessageReader(bytes, clock).read();
}

class MessageReader {
  readonly #inputs: WireInput[] = [];
  readonly #outputs: string[] = [];
  readonly #rawContents: Span[] = [];
  readonly #parameters = new Map<string, ParameterValue>();

  constructor(
    private readonly bytes: Buffer,
    private readonly clock: SliceClock,
  ) {}

  *read(): Reading<InferMessage> {
    const { bytes, clock } = this;
    const message = { modelName: '', modelVersion: '', id: '' };
    const reader = new WireReader(bytes);
    while (reader.next()) {
      if (reader.wireType !== LENGTH_DELIMITED) reader.skip();
      else if (reader.field === 1) message.modelName = nameFrom(reader, 'model_name');
      else if (reader.field === 2) message.modelVersion = nameFrom(reader, 'model_version');
      else if (reader.field === 3) message.id = nameFrom(reader, 'id');
      else if (reader.field === 4) yield* this.#readParameter(reader, this.#parameters);
      else if (reader.field === 5) {
        assertRoom(this.#inputs.length, MAX_TENSORS, 'inputs');
        this.#inputs.push(yield* this.#readInput(reader));
      } else if (reader.field === 6) {
        assertRoom(this.#outputs.length, MAX_TENSORS, 'outputs');
        this.#outputs.push(yield* this.#readOutputName(reader));
      } else if (reader.field === 7) {
        assertRoom(this.#rawContents.length, MAX_TENSORS, 'raw_input_contents');
        this.#rawContents.push({ start: reader.start, stop: reader.stop });
      }
      if (clock.isOver(FIELD_WORK)) yield;
    }
    return {
      bytes,
      ...message,
      parameters: this.#parameters,
      inputs: this.#inputs,
      outputs: this.#outputs,
      rawContents: this.#rawContents,
    };
  }

  *#readInput({ start, stop }: WireReader): Reading<WireInput> {
    const { bytes, clock } = this;
    const reader = new WireReader(bytes, start, stop);
    const shape: number[] = [];
    let parameters: Map<string, ParameterValue> | null = null;
    const contents: Span[] = [];
    let name = '';
    let datatype = '';
    while (reader.next()) {
      const { field } = reader;
      if (field === 3) readDimensions(reader, shape);
      else if (reader.wireType !== LENGTH_DELIMITED) reader.skip();
      else if (field === 1) name = nameFrom(reader, 'the name of an input');
      else if (field === 2) datatype = nameFrom(reader, 'a datatype');
      else if (field === 4) yield* this.#readParameter(reader, (parameters ??= new Map()));
      else if (field === 5) {
        assertRoom(contents.length, MAX_CONTENTS, 'contents of one input');
        contents.push({ start: reader.start, stop: reader.stop });
      }
      if (clock.isOver(FIELD_WORK)) yield;
    }
    return { name, datatype, shape, parameters: parameters ?? NO_PARAMETERS, contents };
  }

  *#readOutputName({ start, stop }: WireReader): Reading<string> {
    const reader = new WireReader(this.bytes, start, stop);
    let name = '';
    while (reader.next()) {
      if (reader.field === 1 && reader.wireType === LENGTH_DELIMITED) {
        name = nameFrom(reader, 'the name of an output');
      } else reader.skip();
      if (this.clock.isOver(FIELD_WORK)) yield;
    }
    return name;
  }

  /** Reads an entry of a map; one whose value is of no known kind is left out. */
  *#readParameter({ start, stop }: WireReader, parameters: Map<string, ParameterValue>): Reading<void> {
    const reader = new WireReader(this.bytes, start, stop);
    let key = '';
    let value: ParameterValue | null = null;
    while (reader.next()) {
      if (reader.wireType !== LENGTH_DELIMITED) reader.skip();
      else if (reader.field === 1) key = nameFrom(reader, 'the name of a parameter');
      else if (reader.field === 2) value = (yield* this.#readValue(reader)) ?? value;
      if (this.clock.isOver(FIELD_WORK)) yield;
    }
    if (value === null) return;
    if (!parameters.has(key)) assertRoom(parameters.size, MAX_PARAMETERS, 'parameters');
    parameters.set(key, value);
  }

  /** An `InferParameter`; null if it has no value of a known kind. */
  *#readValue({ start, stop }: WireReader): Reading<ParameterValue | null> {
    const reader = new WireReader(this.bytes, start, stop);
    let value: ParameterValue | null = null;
    while (reader.next()) {
      const { field, wireType } = reader;
      if (field === 3 && wireType === LENGTH_DELIMITED) value = reader.text();
      else if (field === 4 && wireType === FIXED64) value = reader.readDouble();
      else if ((field === 1 || field === 2 || field === 5) && wireType === VARINT) {
        reader.readVarint();
        if (field === 1) value = reader.low !== 0 || reader.high !== 0;
        else value = field === 2 ? reader.int64 : reader.uint64;
      } else reader.skip();
      if (this.clock.isOver(FIELD_WORK)) yield;
    }
    return value;
  }
}

/** Reads dimensions, packed or one by one. */
function readDimensions(reader: WireReader, shape: number[]): void {
  if (reader.wireType === VARINT) {
    reader.readVarint();
    assertRoom(shape.length, MAX_DIMENSIONS, 'dimensions of an input');
    shape.push(reader.int64);
    return;
  }
  if (reader.wireType !== LENGTH_DELIMITED) {
    reader.skip();
    return;
  }
  const packed = new WireReader(reader.bytes, reader.start, reader.stop);
  while (packed.at < packed.end) {
    packed.readVarint();
    assertRoom(shape.length, MAX_DIMENSIONS, 'dimensions of an input');
    shape.push(packed.int64);
  }
}

function nameFrom(reader: WireReader, what: string): string {
  if (reader.stop - reader.start > MAX_NAME_BYTES) {
    throw new BadRequest(`The request is not understood: ${what} is longer than ${MAX_NAME_BYTES} bytes.`);
  }
  return reader.text();
}

function assertRoom(count: number, most: number, what: string): void {
  if (count >= most) throw new BadRequest(`The request has more than ${most} ${what}.`);
}
