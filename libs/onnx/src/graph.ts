/** Element types of tensors that a graph can hold, with their numbers in ONNX's `TensorProto.DataType`. */
export const DATA_TYPES = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  double: 11,
} as const;
export type DataType = keyof typeof DATA_TYPES;

/** A size that is known, or the name of one that is not until rows arrive. */
export type Dimension = number | string;

/** Name, element type and shape of an input or output. */
export interface TensorSpec {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly Dimension[];
}

/** Constant values in row-major order; `[]` as shape is a scalar. */
export type Tensor = { readonly shape: readonly number[] } & (
  | { readonly type: 'float'; readonly values: Float32Array }
  | { readonly type: 'double'; readonly values: Float64Array }
  | { readonly type: 'int32'; readonly values: Int32Array }
  | { readonly type: 'int64'; readonly values: BigInt64Array }
  | { readonly type: 'int8'; readonly values: Int8Array }
  | { readonly type: 'uint8' | 'bool'; readonly values: Uint8Array }
);

/** Constant texts in row-major order. */
export interface TextTensor {
  readonly type: 'string';
  readonly shape: readonly number[];
  readonly values: readonly string[];
}

/** Attribute of a node. Large lists are best given as typed arrays: they are encoded without a copy. */
export type Attribute =
  | { readonly kind: 'float' | 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: Tensor }
  | { readonly kind: 'floats'; readonly value: Float32Array | readonly number[] }
  | { readonly kind: 'ints'; readonly value: Int32Array | Uint8Array | readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] };

/** Operator sets beside ONNX's own, which is the empty name. */
export type Domain = '' | 'ai.onnx.ml' | 'com.microsoft';

/** One operator applied to named values; an empty input name leaves an optional input out. */
export interface Node {
  readonly op: string;
  readonly domain: Domain;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A computation in the order it runs: each node's inputs come from inputs, constants or earlier nodes. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly TensorSpec[];
  readonly constants: ReadonlyMap<string, Tensor | TextTensor>;
  readonly nodes: readonly Node[];
  readonly outputs: readonly TensorSpec[];
}
