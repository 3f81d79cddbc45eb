import { BadRequest } from '../../errors';
import { JsonCursor, OPEN_BRACKET } from '../../json/json-cursor';
import { PausingSkipper, type Reading } from '../../json/json-outline';
import { SliceClock } from '../../json/slice-clock';
import { elementsOfBytes } from '../binary/elements-of-bytes';
import { FEATURE_NAMES } from '../rows/feature-names';
import {
  elementCount,
  type InputElements,
  type InputTensor,
  type Parameters,
  type ParameterValue,
  type TensorMetadata,
} from '../tensor';
import { HEADER_LENGTH } from './header-length';
import { type EntryPlaces, type MemberPlaces, outlineInfer } from './infer-outline';
import type { InferRequest, RequestedOutput } from './infer-request';
import { rawRequest } from './raw-request';
import { readData } from './read-data';
import { MemberReader } from './read-members';

const BINARY_OUTPUT = 'binary_data_output';
const BINARY_DATA = 'binary_data';
const BINARY_SIZE = 'binary_data_size';
const REQUEST_PARAMETERS = new Set([FEATURE_NAMES, BINARY_OUTPUT]);
const INPUT_PARAMETERS = new Set([FEATURE_NAMES, BINARY_SIZE]);
const OUTPUT_PARAMETERS = new Set([BINARY_DATA]);

export interface InferReadingOptions {
  /** How many bytes of the body are JSON (`headerLengthOf`): null for all, 0 if the whole body is the only input. */
  readonly headerLength: number | null;
  /** A request of more inputs, or of more outputs, is refused. */
  readonly maxTensors: number;
  /** The inputs of the model, of which a raw request has the only one. */
  readonly modelInputs: () => readonly TensorMetadata[];
}

/**
 * Reads the body of a request for an inference, with its binary tensors. What the JSON means is what JSON.parse would
 * make of it, of repeated keys the last. Elements go from their bytes into typed arrays; it pauses when a slice is over.
 *
 * @throws BadRequest for anything that is no such request
 */
export function* readInferRequest(
  body: Buffer,
  options: InferReadingOptions,
  clock: SliceClock = new SliceClock(),
): Reading<InferRequest> {
  const { headerLength, maxTensors, modelInputs } = options;
  if (headerLength === 0) return yield* rawRequest(body, modelInputs(), clock);
  return yield* new InferReader(body, headerLength, maxTensors, clock).read();
}

class InferReader {
  readonly #cursor = new JsonCursor();
  readonly #values: PausingSkipper;
  readonly #members: MemberReader;
  /** Where the next binary tensor begins. */
  #binaryAt: number;

  constructor(
    private readonly body: Buffer,
    private readonly headerLength: number | null,
    private readonly maxTensors: number,
    private readonly clock: SliceClock,
  ) {
    this.#cursor.open(headerLength === null ? body : body.subarray(0, headerLength));
    this.#values = new PausingSkipper(this.#cursor, clock);
    this.#members = new MemberReader(this.#cursor, this.#values);
    this.#binaryAt = headerLength ?? body.length;
  }

  *read(): Reading<InferRequest> {
    const outline = yield* outlineInfer(this.#cursor, this.#values, this.maxTensors);
    const id = this.#members.text(outline.members.get('id'), 'id');
    const parameters = yield* this.#members.parameters(
      outline.members.get('parameters'),
      REQUEST_PARAMETERS,
      'parameters',
    );
    const isBinaryWanted = flag(parameters.get(BINARY_OUTPUT), `parameters.${BINARY_OUTPUT}`) ?? false;
    const outputs = yield* this.#outputs(outline.outputs, isBinaryWanted);
    const inputs: InputTensor[] = [];
    for (const [i, entry] of this.#entries(outline.inputs, 'inputs').entries())
      inputs.push(yield* this.#input(entry, `inputs[${i}]`));
    const left = this.body.length - this.#binaryAt;
    if (left > 0) throw new BadRequest(`The body has ${left} bytes more than the binary data of its inputs.`);
    return { id, parameters, inputs, outputs, isBinaryWanted };
  }

  #entries(places: EntryPlaces | null, list: 'inputs' | 'outputs'): readonly MemberPlaces[] {
    if (places === null) throw new BadRequest(`${list} must be a list.`);
    if (places.length > this.maxTensors) {
      throw new BadRequest(
        `The request has ${places.length} ${list}; this model has at most ${this.maxTensors}.`,
      );
    }
    return places.entries.map((entry, i) => {
      if (entry === null) throw new BadRequest(`${list}[${i}] must be an object.`);
      return entry;
    });
  }

  *#outputs(places: EntryPlaces | null, isBinaryWanted: boolean): Reading<readonly RequestedOutput[] | null> {
    const outputs: RequestedOutput[] = [];
    for (const [i, entry] of this.#entries(places, 'outputs').entries()) {
      const place = `outputs[${i}]`;
      const name = this.#name(entry, place);
      const what = `${place}.parameters`;
      const parameters = yield* this.#members.parameters(entry.get('parameters'), OUTPUT_PARAMETERS, what);
      const isBinary = flag(parameters.get(BINARY_DATA), `${what}.${BINARY_DATA}`) ?? isBinaryWanted;
      outputs.push({ name, isBinary });
    }
    return outputs.length === 0 ? null : outputs;
  }

  *#input(entry: MemberPlaces, place: string): Reading<InputTensor> {
    const name = this.#name(entry, place);
    const datatype = this.#members.datatype(entry.get('datatype'), `${place}.datatype`);
    const shape = this.#members.shape(entry.get('shape'), `${place}.shape`);
    const what = `${place}.parameters`;
    const parameters = yield* this.#members.parameters(entry.get('parameters'), INPUT_PARAMETERS, what);
    const tensor: TensorMetadata = { name, datatype, shape };
    const size = parameters.get(BINARY_SIZE);
    const elements =
      size === undefined
        ? yield* this.#jsonElements(entry, tensor, place)
        : yield* this.#binaryElements(entry, tensor, byteSize(size, `${what}.${BINARY_SIZE}`), place);
    return { ...tensor, parameters: forRows(parameters), elements };
  }

  #jsonElements(
    entry: MemberPlaces,
    { datatype, shape }: TensorMetadata,
    place: string,
  ): Reading<InputElements> {
    const data = entry.get('data');
    const cursor = this.#cursor;
    if (data === undefined) {
      throw new BadRequest(
        `${place} has no data; expected a list, or parameters.${BINARY_SIZE} and bytes after the JSON.`,
      );
    }
    if (cursor.bytes[data.at] !== OPEN_BRACKET) throw new BadRequest(`${place}.data must be a list.`);
    const { at: start, end } = data;
    return readData({ cursor, start, end, datatype, shape, place: `${place}.data` }, this.clock);
  }

  #binaryElements(
    entry: MemberPlaces,
    { datatype, shape }: TensorMetadata,
    size: number,
    place: string,
  ): Reading<InputElements> {
    if (entry.has('data'))
      throw new BadRequest(`${place} has both data and parameters.${BINARY_SIZE}; send one of them.`);
    if (this.headerLength === null) {
      throw new BadRequest(`${place} has binary data, but the header ${HEADER_LENGTH} is missing.`);
    }
    const start = this.#binaryAt;
    const left = this.body.length - start;
    if (size > left) {
      throw new BadRequest(
        `${place} has ${size} bytes of binary data, but only ${left} are left in the body.`,
      );
    }
    this.#binaryAt += size;
    const bytes = this.body.subarray(start, this.#binaryAt);
    return elementsOfBytes(datatype, bytes, elementCount(shape), `${place}: the binary data`, this.clock);
  }

  #name(entry: MemberPlaces, place: string): string {
    const name = this.#members.text(entry.get('name'), `${place}.name`);
    if (name === null) throw new BadRequest(`${place}.name is missing.`);
    return name;
  }
}

/** The parameters that readers of rows ask for. */
function forRows(parameters: Parameters): Parameters {
  return new Map([...parameters].filter(([name]) => name === FEATURE_NAMES));
}

function flag(value: ParameterValue | undefined, what: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new BadRequest(`${what} must be true or false.`);
}

function byteSize(value: ParameterValue, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new BadRequest(`${what} must be a number of bytes.`);
}
