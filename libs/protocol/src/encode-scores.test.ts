import * as fc from 'fast-check';
import { encodeScores } from './encode-scores';
import { InternalError } from './errors';

test('scores are a JSON array of plain numbers in their order', () => {
  expect(encodeScores(Float32Array.of(0.5, 0, 1, 0.25))).toBe('[0.5,0,1,0.25]');
  expect(encodeScores(new Float32Array(0))).toBe('[]');
});

test('a float32 is written as the double that equals it', () => {
  expect(encodeScores(Float32Array.of(0.1))).toBe('[0.10000000149011612]');
});

test('every finite float32 comes back exactly', () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(finite), scores => {
      const read: number[] = JSON.parse(encodeScores(Float32Array.from(scores)));
      // JSON text of -0 is 0, the same number.
      expect(read).toEqual(scores.map(score => score + 0));
    }),
  );
});

test.each([1e-45, 1.1754943508222875e-38, 3.4028234663852886e38, -3.4028234663852886e38, 1e-7, 16777216])(
  '%d comes back exactly',
  value => {
    expect(JSON.parse(encodeScores(Float32Array.of(value)))).toEqual([Math.fround(value)]);
  },
);

test.each([NaN, Infinity, -Infinity])(
  '%d, which JSON cannot say, is a fault of ours, named by its row',
  value => {
    expect(() => encodeScores(Float32Array.of(0.5, 0.5, value))).toThrow(
      new InternalError('The score of row 2 is not a finite number.'),
    );
  },
);
