import * as fc from 'fast-check';
import { encodeNamedScores, encodeScores } from './encode-scores';
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

describe('named scores', () => {
  test('are an object a row, its keys in the order of the names', () => {
    const columns = [Float32Array.of(0.5, 1), Float32Array.of(20.5, 0), Float32Array.of(-3, 2 ** 70)];
    expect(encodeNamedScores(['ctr', 'watch_time', 'gmv'], columns)).toBe(
      '[{"ctr":0.5,"watch_time":20.5,"gmv":-3},{"ctr":1,"watch_time":0,"gmv":1.1805916207174113e+21}]',
    );
    expect(encodeNamedScores(['ctr'], [new Float32Array(0)])).toBe('[]');
  });

  test('come back exactly, under any names', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    const names = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, fc.array(fc.array(finite, { minLength: 4, maxLength: 4 })), (keys, rows) => {
        const columns = keys.map((_, i) => Float32Array.from(rows, row => row[i]));
        const text = encodeNamedScores(keys, columns);
        expect(text).toMatch(/^[\0-\x7f]*$/);
        expect(JSON.parse(text).map(Object.entries)).toEqual(
          rows.map(row => Object.entries(Object.fromEntries(keys.map((key, i) => [key, row[i] + 0])))),
        );
      }),
    );
  });

  test.each([NaN, Infinity, -Infinity])('%d is a fault of ours, named by its output and row', value => {
    expect(() =>
      encodeNamedScores(['ctr', 'gmv'], [Float32Array.of(0.5, 0.5), Float32Array.of(1, value)]),
    ).toThrow(new InternalError('The gmv of row 1 is not a finite number.'));
  });

  test('an output that is not one number a row is a fault of ours', () => {
    expect(() =>
      encodeNamedScores(['ctr', 'embedding'], [Float32Array.of(0.5, 0.5), new Float32Array(8)]),
    ).toThrow(new InternalError('The output "embedding" has another number of values than "ctr".'));
  });
});
