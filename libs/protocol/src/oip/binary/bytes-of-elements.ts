import { InternalError } from '../../errors';
import { type Datatype, type Elements, NUMBER_ARRAYS } from '../tensor';
import { LENGTH_BYTES } from './elements-of-bytes';

/**
 * The binary form of elements, as `elementsOfBytes` reads it; a view where they lie in memory as they are sent.
 *
 * @throws InternalError for floats of 16 bits, which no model answers
 */
export function bytesOfElements(elements: Elements, datatype: Datatype): Buffer {
  switch (elements.kind) {
    case 'numbers':
      return bytesOfView(asDatatype(elements.values, datatype));
    case 'integers':
      return bytesOfView(elements.values);
    case 'texts':
      return bytesOfTexts(elements.values);
    case 'bytes': {
      const { bytes, starts, ends } = elements.values;
      return bytesOfStrings(
        starts.length,
        i => ends[i] - starts[i],
        (i, target, at) => {
          bytes.copy(target, at, starts[i], ends[i]);
        },
      );
    }
  }
}

function asDatatype(
  values: Extract<Elements, { kind: 'numbers' }>['values'],
  datatype: Datatype,
): ArrayBufferView {
  if (!isKept(datatype))
    throw new InternalError(`No tensor of the datatype ${datatype} can be made of numbers.`);
  const ofType = NUMBER_ARRAYS[datatype];
  return values instanceof ofType ? values : new ofType(values);
}

function isKept(datatype: Datatype): datatype is keyof typeof NUMBER_ARRAYS {
  return Object.hasOwn(NUMBER_ARRAYS, datatype);
}

function bytesOfView({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function bytesOfTexts(texts: readonly string[]): Buffer {
  const lengths = Uint32Array.from(texts, text => Buffer.byteLength(text));
  return bytesOfStrings(
    texts.length,
    i => lengths[i],
    (i, target, at) => target.write(texts[i], at),
  );
}

function bytesOfStrings(
  count: number,
  lengthOf: (index: number) => number,
  write: (index: number, target: Buffer, at: number) => void,
): Buffer {
  let size = 0;
  for (let i = 0; i < count; i++) size += LENGTH_BYTES + lengthOf(i);
  const target = Buffer.allocUnsafe(size);
  let at = 0;
  for (let i = 0; i < count; i++) {
    at = target.writeUInt32LE(lengthOf(i), at);
    write(i, target, at);
    at += lengthOf(i);
  }
  return target;
}
