import {
  bytesOfElements,
  elementCount,
  elementsOfBytes,
  RequestError,
  SliceClock,
  type ByteStrings,
  type Datatype as WireDatatype,
  type Elements,
} from '@reckit/protocol';
import { UnexpectedAnswer } from '../errors';
import type { IntegerArrayType, NumberArrayType, Tensor, ValueSource } from './tensor';

/** The binary form of a tensor's values; a view where they lie in memory as they are sent. */
export function bytesOfTensor({ datatype, values }: Tensor): Buffer {
  return bytesOfElements(elementsOf(values), datatype);
}

/**
 * The values that bytes are.
 *
 * @param name - of the output, for messages
 * @throws UnexpectedAnswer if they are not as many as the shape says
 */
export function bytesSource(
  name: string,
  datatype: WireDatatype,
  shape: readonly number[],
  bytes: Buffer,
): ValueSource {
  try {
    const reading = elementsOfBytes(
      datatype,
      bytes,
      elementCount(shape),
      `The output ${name}`,
      new SliceClock(),
    );
    // It pauses for the sake of a service's other clients; a client has none.
    for (;;) {
      const step = reading.next();
      if (step.done) return new ElementsSource(name, step.value);
    }
  } catch (error) {
    if (error instanceof RequestError) throw new UnexpectedAnswer(error.message);
    throw error;
  }
}

/** Values as the protocol's own code has them. */
class ElementsSource implements ValueSource {
  constructor(
    private readonly name: string,
    private readonly elements: Elements,
  ) {}

  numbers<Values>(type: NumberArrayType<Values>): Values {
    if (this.elements.kind !== 'numbers') throw this.#wrong('numbers');
    const { values } = this.elements;
    return values instanceof type ? values : new type(values);
  }

  integers<Values>(type: IntegerArrayType<Values>): Values {
    if (this.elements.kind !== 'integers') throw this.#wrong('integers of 64 bits');
    const { values } = this.elements;
    return values instanceof type ? values : new type(values);
  }

  texts(): readonly string[] {
    if (this.elements.kind === 'texts') return this.elements.values;
    if (this.elements.kind === 'bytes') return textsOf(this.elements.values);
    throw this.#wrong('texts');
  }

  #wrong(expected: string): UnexpectedAnswer {
    return new UnexpectedAnswer(`Expected ${expected} in the output ${this.name}.`);
  }
}

function textsOf({ bytes, starts, ends }: ByteStrings): readonly string[] {
  return Array.from(starts, (start, i) => bytes.toString('utf8', start, ends[i]));
}

function elementsOf(values: Tensor['values']): Elements {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return { kind: 'integers', values };
  return ArrayBuffer.isView(values) ? { kind: 'numbers', values } : { kind: 'texts', values };
}
