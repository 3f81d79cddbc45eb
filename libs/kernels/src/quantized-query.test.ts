import * as fc from 'fast-check';
import { quantizeQuery } from './quantized-query';

const SHARE = 2 ** -14;

test('a query without a bound is none: zeros, and numbers whose products are not float32', () => {
  for (const query of [
    [0, 0],
    [NaN, 1],
    [1, NaN],
    [Infinity, 1],
    [1e31, 1],
    [1e-31, 0],
  ]) {
    expect(quantizeQuery(Float32Array.from(query), SHARE)).toBeNull();
  }
});

test('sums of products with numbers of eight bits have thirty-two, and what remains is within the factor', () =>
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(1, 40),
      (values, times) => {
        const query = Float32Array.from(Array.from({ length: times }, () => values).flat());
        const quantized = quantizeQuery(query, SHARE);
        if (quantized === null) return query.every(value => Math.abs(value) < 1e-30);
        const { numbers, perUnit, factor, length } = quantized;
        const sum = numbers.reduce((sum, value) => sum + Math.abs(value), 0);
        expect(sum * 127).toBeLessThan(2 ** 31);
        const left = Math.hypot(...query.map((value, i) => value * perUnit - numbers[i]));
        expect(factor * SHARE).toBeGreaterThan(left);
        expect(factor).toBeGreaterThan(Math.hypot(...numbers));
        return length >= Math.hypot(...query);
      },
    ),
  ));
