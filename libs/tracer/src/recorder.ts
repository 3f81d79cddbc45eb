import type { Attribute, Tensor } from '@reckit/onnx';
import { hostConstant } from './host-constant';
import type { HostValues } from './host-constant';
import type { Recording } from './recording';
import type { SymbolicSizes } from './symbolic-sizes';
import { ONNX_TYPES, broadcastShapes, sameShape, sizeOf } from './traced-tensor';
import type { ElementType, TracedTensor, ValueId } from './traced-tensor';

type Attributes = Readonly<Record<string, Attribute>>;

/** ONNX's numbers of the element types, as the operator Cast wants them. */
export const CAST_TARGETS = { float: 1, int32: 6, int64: 7, bool: 9, double: 11 } as const;

/** Records operators on {@link TracedTensor}s: knows shapes, broadcasts and sizes that are symbolic. */
export class Recorder {
  readonly recording: Recording;
  readonly sizes: SymbolicSizes;
  /** Where to find a symbol's size when the graph runs. */
  readonly #symbolSources = new Map<string, { readonly value: ValueId; readonly axis: number }>();

  constructor(recording: Recording, sizes: SymbolicSizes) {
    this.recording = recording;
    this.sizes = sizes;
  }

  input(
    name: string,
    dtype: ElementType,
    shape: readonly (number | string)[],
    known: readonly number[],
  ): TracedTensor {
    const value = this.recording.input({ name, type: ONNX_TYPES[dtype], shape });
    shape.forEach((dimension, axis) => {
      if (typeof dimension === 'string' && !this.#symbolSources.has(dimension)) {
        this.#symbolSources.set(dimension, { value, axis });
      }
    });
    return this.wrap(value, known, dtype);
  }

  output(name: string, tensor: TracedTensor): void {
    const shape = tensor.shape.map(size => this.sizes.dimension(size));
    this.recording.output(this.full(tensor), { name, type: ONNX_TYPES[tensor.dtype], shape });
  }

  /** Values that exist on the host; those that are all the same are stored once and broadcast. */
  constant(values: HostValues, shape: readonly number[], dtype: ElementType): TracedTensor {
    const [first = 0] = values;
    if (values.length === 0 || !values.every(value => Object.is(value, first))) {
      const value = this.recording.constant(hostConstant(values, shape, dtype));
      return { value, dtype, shape, stored: shape };
    }
    const scalar = this.#isSymbolicCount(first)
      ? this.#symbolicScalar(first, dtype)
      : this.recording.constant(hostConstant([first], [], dtype));
    return { value: scalar, dtype, shape, stored: [] };
  }

  /** Values under a name, stored as they are. */
  named(name: string, values: Float32Array, shape: readonly number[]): TracedTensor {
    const value = this.recording.namedConstant(name, hostConstant(values, shape, 'float32'));
    return this.wrap(value, shape, 'float32');
  }

  scalar(value: number, dtype: ElementType = 'float32'): TracedTensor {
    return this.constant([value], [], dtype);
  }

  /** Applies an operator that broadcasts by itself, element by element. */
  elementwise(
    op: string,
    operands: readonly TracedTensor[],
    dtype: ElementType,
    attributes?: Attributes,
  ): TracedTensor {
    const value = this.recording.node(
      op,
      operands.map(operand => operand.value),
      attributes,
    );
    const stored = broadcastShapes(operands.map(operand => operand.stored));
    this.#know(value, stored, dtype);
    return { value, dtype, shape: broadcastShapes(operands.map(operand => operand.shape)), stored };
  }

  /** Applies any other operator to the whole of a tensor. `shape` is that of the result. */
  apply(
    op: string,
    tensor: TracedTensor,
    shape: readonly number[],
    { attributes = {}, extra = [], dtype = tensor.dtype }: ApplyOptions = {},
  ): TracedTensor {
    return this.wrap(this.recording.node(op, [this.full(tensor), ...extra], attributes), shape, dtype);
  }

  /** A value of the recording as a tensor, stored as large as it is. */
  wrap(value: ValueId, shape: readonly number[], dtype: ElementType): TracedTensor {
    this.#know(value, shape, dtype);
    return { value, dtype, shape, stored: shape };
  }

  /** The value of a tensor with all its elements. */
  full(tensor: TracedTensor): ValueId {
    if (sameShape(tensor.shape, tensor.stored)) return tensor.value;
    // A shape that differs in dimensions of one only is no broadcast, and Reshape copies less than Expand.
    if (sizeOf(tensor.shape) === sizeOf(tensor.stored)) {
      return this.#know(this.#reshaped(tensor.value, tensor.shape), tensor.shape, tensor.dtype);
    }
    const expanded = this.recording.node('Expand', [tensor.value, this.shapeOf(tensor.shape)]);
    return this.#know(expanded, tensor.shape, tensor.dtype);
  }

  broadcast(tensor: TracedTensor, shape: readonly number[]): TracedTensor {
    return { ...tensor, shape: broadcastShapes([tensor.shape, shape]) };
  }

  reshape(tensor: TracedTensor, shape: readonly number[]): TracedTensor {
    if (sameShape(tensor.shape, shape)) return tensor;
    if (sizeOf(tensor.stored) === 1) {
      const value =
        tensor.stored.length === 0
          ? tensor.value
          : this.#know(this.#reshaped(tensor.value, []), [], tensor.dtype);
      return { ...tensor, value, shape, stored: [] };
    }
    return this.wrap(this.#reshaped(this.full(tensor), shape), shape, tensor.dtype);
  }

  cast(tensor: TracedTensor, dtype: ElementType): TracedTensor {
    if (tensor.dtype === dtype) return tensor;
    const value = this.castValue(tensor.value, ONNX_TYPES[dtype]);
    return { ...tensor, value: this.#know(value, tensor.stored, dtype), dtype };
  }

  castValue(value: ValueId, type: keyof typeof CAST_TARGETS): ValueId {
    const cast = this.recording.node('Cast', [value], { to: { kind: 'int', value: CAST_TARGETS[type] } });
    const shape = this.recording.shapes.get(value);
    if (shape) this.recording.shapes.set(cast, shape);
    this.recording.types.set(cast, type);
    return cast;
  }

  /** int64 numbers that are the same in every run. */
  integers(values: readonly number[]): ValueId {
    return this.recording.constant(int64(values, [values.length]));
  }

  /** Sizes as an int64 vector, computed when the graph runs where they are symbolic. */
  shapeOf(sizes: readonly number[]): ValueId {
    if (!sizes.some(size => this.sizes.isSymbolic(size))) return this.integers(sizes);
    const parts = sizes.map(size => this.#symbolicVector(size));
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return this.recording.node('Concat', parts, { axis: { kind: 'int', value: 0 } });
  }

  #know(value: ValueId, shape: readonly number[], dtype: ElementType): ValueId {
    this.recording.shapes.set(value, shape);
    this.recording.types.set(value, ONNX_TYPES[dtype]);
    return value;
  }

  #reshaped(value: ValueId, shape: readonly number[]): ValueId {
    const producer = this.recording.producer(value);
    const [source = value] = producer?.op === 'Reshape' ? producer.inputs : [];
    // Without `allowzero` a dimension of 0 would mean the same as in the input.
    const attributes: Attributes = shape.includes(0) ? { allowzero: { kind: 'int', value: 1 } } : {};
    return this.recording.node('Reshape', [source ?? value, this.#reshapeTarget(shape)], attributes);
  }

  /** One symbolic dimension beside known ones is left to Reshape; nothing has to be computed for it. */
  #reshapeTarget(shape: readonly number[]): ValueId {
    const symbolic = shape.filter(size => this.sizes.isSymbolic(size));
    if (symbolic.length !== 1 || shape.includes(0)) return this.shapeOf(shape);
    return this.integers(shape.map(size => (this.sizes.isSymbolic(size) ? -1 : size)));
  }

  #symbolicVector(size: number): ValueId {
    const { coefficient, symbols } = this.sizes.read(size);
    if (symbols.length === 0) return this.integers([size]);
    const factors = symbols.map(symbol => this.#symbolSize(symbol));
    if (coefficient !== 1) factors.push(this.integers([coefficient]));
    return factors.reduce((product, factor) => this.recording.node('Mul', [product, factor]));
  }

  /** The size of a symbol as an int64 vector of one. */
  #symbolSize(symbol: string): ValueId {
    const source = this.#symbolSources.get(symbol);
    if (source === undefined) throw new Error(`no input has the dimension ${symbol}`);
    return this.recording.node('Shape', [source.value], {
      start: { kind: 'int', value: source.axis },
      end: { kind: 'int', value: source.axis + 1 },
    });
  }

  #isSymbolicCount(value: number): boolean {
    return Number.isSafeInteger(value) && value > 0 && this.sizes.isSymbolic(value);
  }

  #symbolicScalar(count: number, dtype: ElementType): ValueId {
    const vector = this.castValue(this.#symbolicVector(count), ONNX_TYPES[dtype]);
    return this.recording.node('Reshape', [vector, this.integers([])]);
  }
}

interface ApplyOptions {
  readonly attributes?: Attributes;
  /** Inputs after the first. */
  readonly extra?: readonly (ValueId | null)[];
  /** @default that of the tensor */
  readonly dtype?: ElementType;
}

function int64(values: readonly number[], shape: readonly number[]): Tensor {
  return { type: 'int64', shape, values: BigInt64Array.from(values, BigInt) };
}
