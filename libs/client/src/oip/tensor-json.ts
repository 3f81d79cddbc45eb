import { UnexpectedAnswer, unsendable } from '../errors';
import type { IntegerArrayType, NumberArrayType, Tensor, ValueSource } from './tensor';

/**
 * A tensor's values as the text of a JSON list.
 *
 * @throws ClientError for a number that is not finite, which JSON cannot say
 */
export function jsonOfTensor({ name, datatype, values }: Tensor): string {
  if (datatype === 'BYTES') return JSON.stringify(values);
  if (datatype === 'BOOL') return `[${Array.from(values, value => value !== 0).join(',')}]`;
  if (datatype === 'FP32' || datatype === 'FP64') {
    const at = values.findIndex(value => !Number.isFinite(value));
    if (at >= 0)
      throw unsendable(`the input ${name} has ${values[at]}, which JSON cannot say; send it in binary form.`);
  }
  return `[${values.join(',')}]`;
}

/** Deeper lists are no values; who flattened any depth could be sent one that no stack holds. */
const MAX_DIMENSIONS = 16;

/** Values as a list of JSON, which may be nested. */
export class JsonSource implements ValueSource {
  /** @param name - of the output, for messages */
  constructor(
    private readonly name: string,
    private readonly data: readonly unknown[],
  ) {}

  numbers<Values>(type: NumberArrayType<Values>): Values {
    return new type(this.#flat('a number', numberOrTruth));
  }

  integers<Values>(type: IntegerArrayType<Values>): Values {
    // Larger ones have lost digits when JSON was parsed.
    const read = (value: unknown): bigint | null =>
      Number.isSafeInteger(value) ? BigInt(Number(value)) : null;
    return new type(this.#flat('an integer that JSON keeps exactly', read));
  }

  texts(): readonly string[] {
    return this.#flat('a text', value => (typeof value === 'string' ? value : null));
  }

  #flat<Value>(expected: string, read: (value: unknown) => Value | null): Value[] {
    const flat: unknown[] = this.data.flat(MAX_DIMENSIONS);
    return flat.map((value, i) => {
      const kept = read(value);
      if (kept === null)
        throw new UnexpectedAnswer(`Expected ${expected} as value ${i} of the output ${this.name}.`);
      return kept;
    });
  }
}

function numberOrTruth(value: unknown): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;
}
