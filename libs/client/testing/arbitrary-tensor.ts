import fc from 'fast-check';
import { anyCharacter } from '../../messages/testing/characters';
import type { InputTensor } from '../src/oip/tensor';

/** A tensor of any datatype, without values or with a few. */
export function arbitraryTensor(): fc.Arbitrary<InputTensor> {
  const options = { maxLength: 6 };
  return fc.oneof(
    fc.uint8Array({ ...options, max: 1 }).map(values => tensor('BOOL', values)),
    fc.uint8Array(options).map(values => tensor('UINT8', values)),
    fc.uint16Array(options).map(values => tensor('UINT16', values)),
    fc.uint32Array(options).map(values => tensor('UINT32', values)),
    fc.bigUint64Array(options).map(values => tensor('UINT64', values)),
    fc.int8Array(options).map(values => tensor('INT8', values)),
    fc.int16Array(options).map(values => tensor('INT16', values)),
    fc.int32Array(options).map(values => tensor('INT32', values)),
    fc.bigInt64Array(options).map(values => tensor('INT64', values)),
    fc
      .float32Array({ ...options, noNaN: true, noDefaultInfinity: true })
      .map(values => tensor('FP32', values)),
    fc
      .float64Array({ ...options, noNaN: true, noDefaultInfinity: true })
      .map(values => tensor('FP64', values)),
    fc.array(fc.string({ unit: anyCharacter }), options).map(values => tensor('BYTES', values)),
  );
}

/** In one dimension. */
function tensor<D extends InputTensor['datatype'], V extends { readonly length: number }>(
  datatype: D,
  values: V,
): { readonly name: string; readonly datatype: D; readonly shape: readonly number[]; readonly values: V } {
  return { name: 'x', datatype, shape: [values.length], values };
}
