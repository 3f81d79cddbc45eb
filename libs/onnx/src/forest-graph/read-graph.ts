import protobuf from 'protobufjs/minimal';

/** An attribute of a node; of its lists and values, those that the file holds. */
export interface ReadAttribute {
  int: number;
  text: string;
  ints: Int32Array;
  floats: Float32Array;
  readonly texts: string[];
}

export interface ReadNode {
  op: string;
  domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Map<string, ReadAttribute>;
}

export interface ReadTensor {
  readonly dims: number[];
  dataType: number;
  /** Little-endian bytes; empty if the values are stored in another way. */
  raw: Uint8Array;
}

/** The parts of an ONNX graph that tell what it computes. */
export interface ReadGraph {
  readonly nodes: ReadNode[];
  readonly constants: Map<string, ReadTensor>;
  readonly inputs: string[];
  /** Shapes of the inputs; null for a dimension that is not a number. */
  readonly inputShapes: (number | null)[][];
  readonly outputs: string[];
}

/**
 * Reads an ONNX file (field numbers of onnx.proto3) as far as a forest needs it. The generated decoder of the
 * whole format would take longer to load than a service takes to start.
 *
 * @param wants - tells by its name whether an attribute is read; the lists of large trees take their time
 * @throws Error if the bytes are no protobuf message
 */
export function readGraph(onnx: Uint8Array, wants: AttributeFilter = () => true): ReadGraph {
  const graph: ReadGraph = { nodes: [], constants: new Map(), inputs: [], inputShapes: [], outputs: [] };
  forEachField(protobuf.Reader.create(onnx), {
    7: reader => forEachField(inner(reader), graphFields(graph, wants)),
  });
  return graph;
}

type AttributeFilter = (name: string) => boolean;
type FieldReaders = Readonly<Record<number, (reader: protobuf.Reader, wireType: number) => void>>;

const LENGTH_DELIMITED = 2;
/** Of the texts of an attribute. */
const TEXTS_TAG = (9 << 3) | LENGTH_DELIMITED;

function graphFields(graph: ReadGraph, wants: AttributeFilter): FieldReaders {
  return {
    1: reader => graph.nodes.push(readNode(inner(reader), wants)),
    5: reader => readConstant(inner(reader), graph.constants),
    11: reader => {
      const message = reader.bytes();
      graph.inputs.push(readName(protobuf.Reader.create(message)));
      graph.inputShapes.push(readShape(protobuf.Reader.create(message)));
    },
    12: reader => graph.outputs.push(readName(inner(reader))),
  };
}

function readNode(message: protobuf.Reader, wants: AttributeFilter): ReadNode {
  const node: ReadNode = { op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };
  forEachField(message, {
    1: reader => node.inputs.push(reader.string()),
    2: reader => node.outputs.push(reader.string()),
    4: reader => (node.op = reader.string()),
    5: reader => {
      const attribute = reader.bytes();
      const name = readName(protobuf.Reader.create(attribute));
      if (wants(name)) node.attributes.set(name, readAttribute(protobuf.Reader.create(attribute)));
    },
    7: reader => (node.domain = reader.string()),
  });
  return node;
}

function readAttribute(message: protobuf.Reader): ReadAttribute {
  const attribute: ReadAttribute = {
    int: 0,
    text: '',
    ints: new Int32Array(),
    floats: new Float32Array(),
    texts: [],
  };
  const ints: number[] = [];
  const floats: number[] = [];
  forEachField(message, {
    3: reader => (attribute.int = reader.int32()),
    4: reader => (attribute.text = reader.string()),
    7: (reader, wireType) => {
      if (wireType === LENGTH_DELIMITED) attribute.floats = packedFloats(reader.bytes());
      else floats.push(reader.float());
    },
    8: (reader, wireType) => {
      if (wireType === LENGTH_DELIMITED) attribute.ints = packedInts(reader.bytes());
      else ints.push(reader.int32());
    },
    9: reader => readTexts(reader, TEXTS_TAG, attribute.texts),
  });
  if (floats.length > 0) attribute.floats = Float32Array.from(floats);
  if (ints.length > 0) attribute.ints = Int32Array.from(ints);
  return attribute;
}

function packedFloats(bytes: Uint8Array): Float32Array {
  // A copy, which begins where numbers may; what runs here stores them as the file does.
  return new Float32Array(Uint8Array.from(bytes).buffer, 0, bytes.length >>> 2);
}

/** The lower 32 bits of numbers, of which each byte but the last one has its highest bit set. */
function packedInts(bytes: Uint8Array): Int32Array {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] < 128) count++;
  const ints = new Int32Array(count);
  for (let i = 0, at = 0; at < count; at++) {
    let value = bytes[i++];
    if (value >= 128) {
      value &= 127;
      let shift = 7;
      for (; bytes[i] >= 128; i++, shift += 7) if (shift < 32) value |= (bytes[i] & 127) << shift;
      if (shift < 32) value |= bytes[i] << shift;
      i++;
    }
    ints[at] = value;
  }
  return ints;
}

/** A text that was read already, and where. */
interface KnownText {
  readonly start: number;
  readonly length: number;
  readonly text: string;
}

const MOST_KNOWN = 8;
const LONGEST_OF_ONE_BYTE = 127;

/**
 * Reads a text and those that follow: the modes of a million nodes are texts, few of them different.
 *
 * @param tag - of the field, as its one byte
 */
function readTexts(reader: protobuf.Reader, tag: number, texts: string[]): void {
  const known: KnownText[] = [];
  const { buf, len } = reader;
  for (;;) {
    const length = buf[reader.pos];
    const start = reader.pos + 1;
    let same: KnownText | null = null;
    for (const each of known)
      if (each.length === length && isSame(buf, each.start, start, length)) same = each;
    if (same) {
      texts.push(same.text);
      reader.pos = start + length;
    } else {
      const text = reader.string();
      texts.push(text);
      if (length <= LONGEST_OF_ONE_BYTE && known.length < MOST_KNOWN) known.push({ start, length, text });
    }
    if (reader.pos >= len || buf[reader.pos] !== tag) return;
    reader.pos++;
  }
}

function isSame(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

function readConstant(message: protobuf.Reader, constants: Map<string, ReadTensor>): void {
  const tensor: ReadTensor = { dims: [], dataType: 0, raw: new Uint8Array(0) };
  let name = '';
  forEachField(message, {
    1: (reader, wireType) => forEachPacked(reader, wireType, () => tensor.dims.push(reader.int32())),
    2: reader => (tensor.dataType = reader.int32()),
    8: reader => (name = reader.string()),
    9: reader => (tensor.raw = reader.bytes()),
  });
  constants.set(name, tensor);
}

function readName(message: protobuf.Reader): string {
  let name = '';
  forEachField(message, { 1: reader => (name = reader.string()) });
  return name;
}

/** The shape in a ValueInfoProto: type, tensor type, shape, dimensions. */
function readShape(message: protobuf.Reader): (number | null)[] {
  const shape: (number | null)[] = [];
  const readDimension = (dimension: protobuf.Reader): void => {
    let value: number | null = null;
    forEachField(dimension, { 1: reader => (value = reader.int32()) });
    shape.push(value);
  };
  const within =
    (field: number, read: (reader: protobuf.Reader) => void) =>
    (reader: protobuf.Reader): void =>
      forEachField(inner(reader), { [field]: read });
  forEachField(message, {
    2: within(
      1,
      within(2, reader => forEachField(inner(reader), { 1: each => readDimension(inner(each)) })),
    ),
  });
  return shape;
}

/** A reader of the embedded message that comes next. */
function inner(reader: protobuf.Reader): protobuf.Reader {
  return protobuf.Reader.create(reader.bytes());
}

function forEachField(reader: protobuf.Reader, fields: FieldReaders): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const read = fields[tag >>> 3];
    if (read) read(reader, tag & 7);
    else reader.skipType(tag & 7);
  }
}

/** Repeated numbers come one by one or packed into one field. */
function forEachPacked(reader: protobuf.Reader, wireType: number, readOne: () => void): void {
  if (wireType !== LENGTH_DELIMITED) {
    readOne();
    return;
  }
  const length = reader.uint32();
  const end = reader.pos + length;
  while (reader.pos < end) readOne();
}
