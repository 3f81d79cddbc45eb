/**
 * The datatypes of the Open Inference Protocol and how many bytes an element has in binary form; null where each has
 * a length of its own. FP16 and BF16 have no JSON form.
 */
export const DATATYPE_BYTES = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: null,
} as const;

export type Datatype = keyof typeof DATATYPE_BYTES;

export function isDatatype(text: string): text is Datatype {
  return Object.hasOwn(DATATYPE_BYTES, text);
}

/** What a tensor is like: -1 in the shape stands for any size, in metadata alone. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** Arrays of numbers that others can be made of without a loop of ours. */
export type NumberArray =
  Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** Many byte strings in one piece of memory: string i lies from `starts[i]` up to `ends[i]`. */
export interface ByteStrings {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * The elements of a tensor, row-major:
 * - `numbers`: BOOL as 0 and 1, integers of at most 32 bits, floats (those of 16 bits as float32)
 * - `integers`: INT64 and UINT64, exact
 * - `texts`, `bytes`: BYTES
 */
export type Elements =
  | { readonly kind: 'numbers'; readonly values: NumberArray }
  | { readonly kind: 'integers'; readonly values: BigInt64Array | BigUint64Array }
  | { readonly kind: 'texts'; readonly values: readonly string[] }
  | { readonly kind: 'bytes'; readonly values: ByteStrings };

/** A tensor with its elements: as many as the product of the shape. */
export interface Tensor extends TensorMetadata {
  readonly elements: Elements;
}

/** The value of a parameter; a list is none by the specification, but what `feature_names` mostly is. */
export type ParameterValue = string | number | bigint | boolean | readonly string[];

/** Parameters of a request, an input or an output; those that nobody asks for need not be here. */
export type Parameters = ReadonlyMap<string, ParameterValue>;

export const NO_PARAMETERS: Parameters = new Map();

/** Reads the elements of a tensor of numbers, best from the first to the last. */
export interface NumberSource {
  /** Writes `count` elements from `from` on to the beginning of `target`, each as the nearest double. */
  copy(from: number, count: number, target: Float64Array): void;
  /**
   * One element as JSON.parse would give it, for features that are more than a number: a BOOL as a boolean, an
   * integer beyond 2⁵³ as its digits.
   */
  valueAt(index: number): number | boolean | string;
}

/** The elements of a tensor of a request: many numbers in JSON stay where they are written. */
export type InputElements = Elements | { readonly kind: 'written'; readonly source: NumberSource };

/** A tensor of a request. Whether its elements are as many as the shape says has been checked. */
export interface InputTensor extends TensorMetadata {
  readonly elements: InputElements;
  readonly parameters: Parameters;
}

/** How many elements a tensor of this shape has; of no dimension one. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** How many elements there are. */
export function countOf(elements: Elements): number {
  return elements.kind === 'bytes' ? elements.values.starts.length : elements.values.length;
}

/** The array that holds the elements of a datatype in binary form as they are. */
export const NUMBER_ARRAYS = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;

/** A shape in a message, such as [2,7]. */
export function shownShape(shape: readonly number[]): string {
  const rest = shape.length > SHOWN_DIMENSIONS ? ',…' : '';
  return `[${shape.slice(0, SHOWN_DIMENSIONS).join(',')}${rest}]`;
}

const SHOWN_DIMENSIONS = 8;
