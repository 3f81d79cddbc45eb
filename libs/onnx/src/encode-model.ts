import { onnx } from 'onnx-proto';
import { DATA_TYPES } from './graph';
import type { Attribute, Dimension, Domain, Graph, Node, Tensor, TensorSpec, TextTensor } from './graph';
import { SequentialWriter } from './sequential-writer';

/** Versions to declare in the file; a runtime refuses a file that declares more than it knows. */
export interface EncodeOptions {
  /** Version of the file format. @default 8 */
  readonly irVersion?: number;
  /** Version of each operator set. @default 17 for ONNX's own, 3 for ai.onnx.ml, 1 for com.microsoft */
  readonly opsets?: Partial<Record<Domain, number>>;
}

// Of June 2022, read by ONNX Runtime 1.12 and every later one.
const IR_VERSION = 8;
const OPSETS: Readonly<Record<Domain, number>> = { '': 17, 'ai.onnx.ml': 3, 'com.microsoft': 1 };

/**
 * Encodes a graph as an ONNX model file (https://onnx.ai/onnx/repo-docs/IR.html).
 *
 * Constants are stored as raw little-endian bytes, lists of numbers packed.
 */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const versions = { ...OPSETS, ...options.opsets };
  const domains = new Set<Domain>(['', ...graph.nodes.map(node => node.domain)]);
  const model: onnx.IModelProto = {
    irVersion: options.irVersion ?? IR_VERSION,
    producerName: 'reckit',
    opsetImport: [...domains].map(domain => ({ domain, version: versions[domain] })),
    graph: {
      name: graph.name,
      input: graph.inputs.map(valueInfo),
      initializer: [...graph.constants].map(([name, tensor]) => tensorProto(tensor, name)),
      node: graph.nodes.map(nodeProto),
      output: graph.outputs.map(valueInfo),
    },
  };
  return onnx.ModelProto.encode(model, new SequentialWriter()).finish();
}

function valueInfo({ name, type, shape }: TensorSpec): onnx.IValueInfoProto {
  return { name, type: { tensorType: { elemType: DATA_TYPES[type], shape: { dim: shape.map(dimension) } } } };
}

function dimension(size: Dimension): onnx.TensorShapeProto.IDimension {
  return typeof size === 'number' ? { dimValue: size } : { dimParam: size };
}

function tensorProto(tensor: Tensor | TextTensor, name?: string): onnx.ITensorProto {
  const head = { name, dataType: DATA_TYPES[tensor.type], dims: [...tensor.shape] };
  // Texts have no raw form.
  if (tensor.type === 'string') return { ...head, stringData: encodeStrings(tensor.values) };
  const { values } = tensor;
  return {
    ...head,
    // The bytes as they lie in memory: ONNX Runtime exists for little-endian machines only.
    rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

function nodeProto({ op, domain, inputs, outputs, attributes }: Node): onnx.INodeProto {
  return {
    opType: op,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  };
}

function attributeProto(name: string, attribute: Attribute): onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  switch (attribute.kind) {
    case 'float':
      return { name, type: AttributeType.FLOAT, f: attribute.value };
    case 'int':
      return { name, type: AttributeType.INT, i: attribute.value };
    case 'string':
      return { name, type: AttributeType.STRING, s: utf8(attribute.value) };
    case 'tensor':
      return { name, type: AttributeType.TENSOR, t: tensorProto(attribute.value) };
    case 'floats':
      return { name, type: AttributeType.FLOATS, floats: asList(attribute.value) };
    case 'ints':
      return { name, type: AttributeType.INTS, ints: asList(attribute.value) };
    case 'strings':
      return { name, type: AttributeType.STRINGS, strings: encodeStrings(attribute.value) };
  }
}

/** The generated encoder reads only length and elements of a list, so a typed array serves it as it is. */
function asList(values: ArrayLike<number>): number[] {
  return values as number[];
}

/** Encodes each distinct text once: the modes of a forest's nodes are a million texts, two of them different. */
function encodeStrings(texts: readonly string[]): Uint8Array[] {
  const encoded = new Map<string, Uint8Array>();
  return texts.map(text => {
    const known = encoded.get(text) ?? utf8(text);
    encoded.set(text, known);
    return known;
  });
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
