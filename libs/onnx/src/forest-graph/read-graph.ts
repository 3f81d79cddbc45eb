import protobuf from 'protobufjs/minimal';

/** An attribute of a node; of its lists and values, those that the file holds. */
export interface ReadAttribute {
  int: number;
  text: string;
  readonly ints: number[];
  readonly floats: number[];
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
  readonly outputs: string[];
}

/**
 * Reads an ONNX file (field numbers of onnx.proto3) as far as a forest needs it. The generated decoder of the
 * whole format would take longer to load than a service takes to start.
 *
 * @throws Error if the bytes are no protobuf message
 */
export function readGraph(onnx: Uint8Array): ReadGraph {
  const graph: ReadGraph = { nodes: [], constants: new Map(), inputs: [], outputs: [] };
  forEachField(protobuf.Reader.create(onnx), {
    7: reader => forEachField(inner(reader), graphFields(graph)),
  });
  return graph;
}

type FieldReaders = Readonly<Record<number, (reader: protobuf.Reader, wireType: number) => void>>;

const LENGTH_DELIMITED = 2;

function graphFields(graph: ReadGraph): FieldReaders {
  return {
    1: reader => graph.nodes.push(readNode(inner(reader))),
    5: reader => readConstant(inner(reader), graph.constants),
    11: reader => graph.inputs.push(readName(inner(reader))),
    12: reader => graph.outputs.push(readName(inner(reader))),
  };
}

function readNode(message: protobuf.Reader): ReadNode {
  const node: ReadNode = { op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };
  forEachField(message, {
    1: reader => node.inputs.push(reader.string()),
    2: reader => node.outputs.push(reader.string()),
    4: reader => (node.op = reader.string()),
    5: reader => readAttribute(inner(reader), node.attributes),
    7: reader => (node.domain = reader.string()),
  });
  return node;
}

function readAttribute(message: protobuf.Reader, attributes: Map<string, ReadAttribute>): void {
  const attribute: ReadAttribute = { int: 0, text: '', ints: [], floats: [], texts: [] };
  let name = '';
  forEachField(message, {
    1: reader => (name = reader.string()),
    3: reader => (attribute.int = reader.int32()),
    4: reader => (attribute.text = reader.string()),
    7: (reader, wireType) => forEachPacked(reader, wireType, () => attribute.floats.push(reader.float())),
    8: (reader, wireType) => forEachPacked(reader, wireType, () => attribute.ints.push(reader.int32())),
    9: reader => attribute.texts.push(reader.string()),
  });
  attributes.set(name, attribute);
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
