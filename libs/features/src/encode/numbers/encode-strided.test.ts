import * as fc from 'fast-check';
import { arbitraryNumericSpec } from '../../../testing/arbitrary-spec';
import { numberEncoder } from './encode-value';
import { numbersEncoder } from './encode-strided';

const value = fc.oneof(
  fc.double(),
  fc.float(),
  fc.constantFrom(NaN, Infinity, -Infinity, 1e39, -1e39, 0, -0, 1e-46, 3.4028235677973366e38),
);

test.each(['float32', 'float64'] as const)('many values are encoded as each of them is, of %s', precision => {
  fc.assert(
    fc.property(
      arbitraryNumericSpec(precision),
      fc.constantFrom('host', 'graph'),
      fc.array(value, { maxLength: 8 }),
      fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.integer({ min: 1, max: 3 })),
      ({ features: [feature] }, scaledBy, values, [from, stride, at, width]) => {
        const rules = { rawPrecision: precision, scaledBy } as const;
        const encode = numberEncoder(feature, rules);
        const raw = new Float64Array(from + stride * values.length).fill(5);
        const encoded = new Float32Array(at + width * values.length).fill(7);
        const expected = Float32Array.from(encoded);
        values.forEach((each, i) => {
          raw[from + i * stride] = each;
          expected[at + i * width] = encode(each);
        });
        const missing = numbersEncoder(feature, rules)(
          { values: raw, start: from, stride },
          { values: encoded, start: at, stride: width },
          values.length,
        );
        expect(encoded).toEqual(expected);
        expect(missing).toBe(values.filter(each => Number.isNaN(encode(each))).length);
      },
    ),
  );
});
