import type { Datatype, InputElements, NumberSource } from '../tensor';

/** The elements of a tensor that are no byte strings. */
export type NumberElements = Extract<InputElements, { kind: 'numbers' | 'integers' | 'written' }>;

export function numberSource(elements: NumberElements, datatype: Datatype): NumberSource {
  switch (elements.kind) {
    case 'integers':
      return wideIntegers(elements.values);
    case 'numbers':
      return numbers(elements.values, datatype);
    case 'written':
      return elements.source;
  }
}

function numbers(
  values: Extract<NumberElements, { kind: 'numbers' }>['values'],
  datatype: Datatype,
): NumberSource {
  return {
    copy: (from, count, target) => target.set(values.subarray(from, from + count)),
    valueAt: datatype === 'BOOL' ? index => values[index] !== 0 : index => values[index],
  };
}

const TWO_TO_32 = 2 ** 32;

function wideIntegers(values: BigInt64Array | BigUint64Array): NumberSource {
  // Halves are read as numbers, since a BigInt for each element would cost more than all else. The upper half and its
  // product are exact, so the sum is rounded once, as Number(bigint) is.
  const low = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const isSigned = values instanceof BigInt64Array;
  const high = isSigned ? new Int32Array(values.buffer, values.byteOffset, 2 * values.length) : low;
  const nearest = (index: number): number => high[2 * index + 1] * TWO_TO_32 + low[2 * index];
  return {
    copy(from, count, target) {
      for (let i = 0; i < count; i++) target[i] = nearest(from + i);
    },
    valueAt(index) {
      const number = nearest(index);
      return Number.isSafeInteger(number) ? number : String(values[index]);
    },
  };
}
