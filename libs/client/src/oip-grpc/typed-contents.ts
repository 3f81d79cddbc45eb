import { listAt } from '../answers/checked';
import { UnexpectedAnswer } from '../errors';
import type { Datatype, IntegerArrayType, NumberArrayType, Tensor, ValueSource } from '../oip/tensor';

/** The field of `InferTensorContents` that has the values of a datatype. */
const FIELDS = {
  BOOL: 'bool_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
} as const satisfies Readonly<Record<Datatype, string>>;

const HALF_BITS = 32;

/** The values of a tensor as the message `InferTensorContents`, as protobufjs writes it. */
export function contentsOf({ datatype, values }: Tensor): object {
  return { [FIELDS[datatype]]: fieldValues(values) };
}

function fieldValues(values: Tensor['values']): ArrayLike<unknown> {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return Array.from(values, halvesOf);
  return ArrayBuffer.isView(values) ? values : values.map(text => Buffer.from(text));
}

/** An integer of 64 bits as protobufjs takes it, exact whatever other packages it finds. */
function halvesOf(value: bigint): { readonly low: number; readonly high: number } {
  return {
    low: Number(BigInt.asUintN(HALF_BITS, value)),
    high: Number(BigInt.asUintN(HALF_BITS, value >> BigInt(HALF_BITS))),
  };
}

/** The values of an output in typed contents, as protobufjs reads them: 64-bit integers are texts. */
export class ContentsSource implements ValueSource {
  readonly #values: readonly unknown[];

  /** @param name - of the output, for messages */
  constructor(
    private readonly name: string,
    datatype: string,
    contents: Readonly<Record<string, unknown>>,
  ) {
    const field = isDatatype(datatype) ? FIELDS[datatype] : '';
    this.#values = listAt(contents[field] ?? [], `the contents of the output ${name}`);
  }

  numbers<Values>(type: NumberArrayType<Values>): Values {
    return new type(this.#values.map(Number));
  }

  integers<Values>(type: IntegerArrayType<Values>): Values {
    return new type(this.#values.map(value => BigInt(String(value))));
  }

  texts(): readonly string[] {
    return this.#values.map(value => {
      if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
      throw new UnexpectedAnswer(`Expected texts in the output ${this.name}.`);
    });
  }
}

function isDatatype(text: string): text is Datatype {
  return Object.hasOwn(FIELDS, text);
}
