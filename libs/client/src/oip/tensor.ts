import { elementCount } from '@reckit/protocol';
import { UnexpectedAnswer } from '../errors';

/** The values of a tensor by its datatype: BOOL as 0 and 1, texts in UTF-8. The floats of 16 bits are not among them. */
export interface ValuesByDatatype {
  readonly BOOL: Uint8Array;
  readonly UINT8: Uint8Array;
  readonly UINT16: Uint16Array;
  readonly UINT32: Uint32Array;
  readonly UINT64: BigUint64Array;
  readonly INT8: Int8Array;
  readonly INT16: Int16Array;
  readonly INT32: Int32Array;
  readonly INT64: BigInt64Array;
  readonly FP32: Float32Array;
  readonly FP64: Float64Array;
  readonly BYTES: readonly string[];
}

export type Datatype = keyof ValuesByDatatype;

/** A tensor, its values row-major: which array they are follows from the datatype. */
export type Tensor = { readonly [D in Datatype]: TensorOf<D> }[Datatype];

export interface TensorOf<D extends Datatype> {
  readonly name: string;
  readonly datatype: D;
  readonly shape: readonly number[];
  readonly values: ValuesByDatatype[D];
}

/** The value of a parameter of a request, an input or an output. */
export type ParameterValue = string | number | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A tensor to send. */
export type InputTensor = Tensor & { readonly parameters?: Parameters };

/** Where values come from, in whatever form: each reading fails if they are not of this kind. */
export interface ValueSource {
  numbers<Values>(type: NumberArrayType<Values>): Values;
  integers<Values>(type: IntegerArrayType<Values>): Values;
  texts(): readonly string[];
}

export interface NumberArrayType<Values> {
  new (values: Iterable<number>): Values;
}

export interface IntegerArrayType<Values> {
  new (values: Iterable<bigint>): Values;
}

/** A tensor of an answer. @throws UnexpectedAnswer if its values are not as many as its shape says, or not of its type */
export function tensorOf(
  name: string,
  datatype: string,
  shape: readonly number[],
  source: ValueSource,
): Tensor {
  const tensor = typedTensor(name, datatype, shape, source);
  if (tensor.values.length === elementCount(shape)) return tensor;
  throw new UnexpectedAnswer(
    `The output ${name} has ${tensor.values.length} values; its shape [${shape.join()}] makes ${elementCount(shape)}.`,
  );
}

function typedTensor(name: string, datatype: string, shape: readonly number[], source: ValueSource): Tensor {
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return { name, datatype, shape, values: source.numbers(Uint8Array) };
    case 'UINT16':
      return { name, datatype, shape, values: source.numbers(Uint16Array) };
    case 'UINT32':
      return { name, datatype, shape, values: source.numbers(Uint32Array) };
    case 'UINT64':
      return { name, datatype, shape, values: source.integers(BigUint64Array) };
    case 'INT8':
      return { name, datatype, shape, values: source.numbers(Int8Array) };
    case 'INT16':
      return { name, datatype, shape, values: source.numbers(Int16Array) };
    case 'INT32':
      return { name, datatype, shape, values: source.numbers(Int32Array) };
    case 'INT64':
      return { name, datatype, shape, values: source.integers(BigInt64Array) };
    case 'FP32':
      return { name, datatype, shape, values: source.numbers(Float32Array) };
    case 'FP64':
      return { name, datatype, shape, values: source.numbers(Float64Array) };
    case 'BYTES':
      return { name, datatype, shape, values: source.texts() };
    default:
      throw new UnexpectedAnswer(`The output ${name} has the datatype ${datatype}, which is not read here.`);
  }
}
