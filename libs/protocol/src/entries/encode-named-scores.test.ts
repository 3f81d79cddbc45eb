import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { InternalError } from '../errors';
import { encodeNamedScores } from './encode-named-scores';

/** Outputs with one number a row. */
const single = (...names: readonly string[]) => names.map(name => ({ name, width: 1 }));

test('named scores are an object a row, its keys in the order of the names', () => {
  const columns = [Float32Array.of(0.5, 1), Float32Array.of(20.5, 0), Float32Array.of(-3, 2 ** 70)];
  expect(encodeNamedScores(single('ctr', 'watch_time', 'gmv'), columns)).toBe(
    '[{"ctr":0.5,"watch_time":20.5,"gmv":-3},{"ctr":1,"watch_time":0,"gmv":1.1805916207174113e+21}]',
  );
  expect(encodeNamedScores(single('ctr'), [new Float32Array(0)])).toBe('[]');
});

test('they come back exactly, under any names', () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  const names = fc.uniqueArray(fc.string({ unit: anyCharacter, minLength: 1 }), {
    minLength: 1,
    maxLength: 4,
  });
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
