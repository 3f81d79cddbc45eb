import * as fc from 'fast-check';
import { InternalError } from '../errors';
import { encodeScores } from './encode-scores';

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

describe('several scores a row', () => {
  test('are a list a row', () => {
    expect(encodeScores(Float32Array.of(0.5, 0.25, 0.25, 0, 1, 0), 3)).toBe('[[0.5,0.25,0.25],[0,1,0]]');
    expect(encodeScores(Float32Array.of(-3, 2 ** 70), 2)).toBe('[[-3,1.1805916207174113e+21]]');
    expect(encodeScores(new Float32Array(0), 3)).toBe('[]');
  });

  test('come back exactly, row by row', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    const matrix = fc
      .integer({ min: 2, max: 6 })
      .chain(width => fc.array(fc.array(finite, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(matrix, rows => {
        const text = encodeScores(Float32Array.from(rows.flat()), rows[0].length);
        expect(JSON.parse(text)).toEqual(rows.map(row => row.map(score => score + 0)));
      }),
    );
  });

  test('one that is not finite is named by its row', () => {
    expect(() => encodeScores(Float32Array.of(0.5, 0.5, 1, NaN), 2)).toThrow(
      new InternalError('The score of row 1 is not a finite number.'),
    );
  });

  test('a row that is not complete is a fault of ours', () => {
    expect(() => encodeScores(Float32Array.of(0.5, 0.5, 1), 2)).toThrow(
      new InternalError('The score of the last row is not complete.'),
    );
  });
});
