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

/** Outputs with one number a row. */
const single = (...names: readonly string[]) => names.map(name => ({ name, width: 1 }));

describe('named scores', () => {
  test('are an object a row, its keys in the order of the names', () => {
    const columns = [Float32Array.of(0.5, 1), Float32Array.of(20.5, 0), Float32Array.of(-3, 2 ** 70)];
    expect(encodeNamedScores(single('ctr', 'watch_time', 'gmv'), columns)).toBe(
      '[{"ctr":0.5,"watch_time":20.5,"gmv":-3},{"ctr":1,"watch_time":0,"gmv":1.1805916207174113e+21}]',
    );
    expect(encodeNamedScores(single('ctr'), [new Float32Array(0)])).toBe('[]');
  });

  test('come back exactly, under any names', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    const names = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, fc.array(fc.array(finite, { minLength: 4, maxLength: 4 })), (keys, rows) => {
        const columns = keys.map((_, i) => Float32Array.from(rows, row => row[i]));
        const text = encodeNamedScores(single(...keys), columns);
        expect(text).toMatch(/^[\0-\x7f]*$/);
        expect(JSON.parse(text).map(Object.entries)).toEqual(
          rows.map(row => Object.entries(Object.fromEntries(keys.map((key, i) => [key, row[i] + 0])))),
        );
      }),
    );
  });

  test.each([NaN, Infinity, -Infinity])('%d is a fault of ours, named by its output and row', value => {
    expect(() =>
      encodeNamedScores(single('ctr', 'gmv'), [Float32Array.of(0.5, 0.5), Float32Array.of(1, value)]),
    ).toThrow(new InternalError('The gmv of row 1 is not a finite number.'));
  });

  test('an output of several numbers a row is a list in the object', () => {
    const outputs = [...single('ctr'), { name: 'grade', width: 3 }];
    expect(encodeNamedScores(outputs, [Float32Array.of(0.5, 1), Float32Array.of(1, 2, 3, 4, 5, 6)])).toBe(
      '[{"ctr":0.5,"grade":[1,2,3]},{"ctr":1,"grade":[4,5,6]}]',
    );
  });

  test('an output with other rows is a fault of ours', () => {
    expect(() =>
      encodeNamedScores(single('ctr', 'gmv'), [Float32Array.of(0.5, 0.5), new Float32Array(8)]),
    ).toThrow(new InternalError('The output "gmv" has other rows than "ctr".'));
  });
});
