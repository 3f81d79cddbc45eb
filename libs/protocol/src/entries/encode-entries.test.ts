import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import type { AnsweredOutput, OutputRole, OutputValues } from '../answered-output';
import { InternalError } from '../errors';
import { encodeEntries, type EntryForm } from './encode-entries';

const STANDARD: EntryForm = { singleEmbedding: 'nested', neighbours: 'named' };
const RECKIT: EntryForm = { singleEmbedding: 'flat', neighbours: 'ids' };

const output = (name: string, role: OutputRole, width = 1): AnsweredOutput => ({ name, role, width });
const IDS = output('item_ids', 'ids', 3);
const SIMILARITY = output('scores', 'similarity', 3);

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const asDoubles = (values: Float32Array): number[] => [...values].map(value => value + 0);

describe.each([
  ['the standard form', STANDARD],
  ['the Reckit form', RECKIT],
])('in %s', (_name, form) => {
  test.each<[string, AnsweredOutput[], OutputValues[], string]>([
    ['a score', [output('predictions', 'score')], [Float32Array.of(0.5, 1)], '[0.5,1]'],
    ['scores of classes', [output('predictions', 'score', 2)], [Float32Array.of(0.5, 1)], '[[0.5,1]]'],
    ['one task', [output('ctr', 'task')], [Float32Array.of(0.5)], '[{"ctr":0.5}]'],
    [
      'tasks',
      [output('ctr', 'task'), output('grade', 'task', 2)],
      [Float32Array.of(0.5), Float32Array.of(1, 2)],
      '[{"ctr":0.5,"grade":[1,2]}]',
    ],
    [
      'a score and a vector, which is a list even if it holds one number',
      [output('predictions', 'score'), output('embedding', 'embedding')],
      [Float32Array.of(0.5, 1), Float32Array.of(3, 4)],
      '[{"predictions":0.5,"embedding":[3]},{"predictions":1,"embedding":[4]}]',
    ],
    ['vectors', [output('embedding', 'embedding', 2)], [Float32Array.of(1, 2, 3, 4)], '[[1,2],[3,4]]'],
    ['ids alone', [IDS], [['u2', 'u3', '', '', '', '']], '[["u2","u3"],[]]'],
    ['similarities alone', [SIMILARITY], [Float32Array.of(1, 0.5, 0.25)], '[[1,0.5,0.25]]'],
    ['no rows', [output('embedding', 'embedding', 2)], [new Float32Array(0)], '[]'],
    ['no rows of neighbours', [IDS, SIMILARITY], [[], new Float32Array(0)], '[]'],
  ])('%s', (_case, outputs, values, text) => {
    expect(encodeEntries(outputs, values, form)).toBe(text);
  });

  test.each([NaN, Infinity, -Infinity])('%d in a vector is a fault of ours', value => {
    expect(() =>
      encodeEntries([output('embedding', 'embedding', 2)], [Float32Array.of(1, 2, value, 3)], form),
    ).toThrow(new InternalError('The embedding of row 1 is not a finite number.'));
  });

  test.each<[string, AnsweredOutput[], OutputValues[]]>([
    ['texts in place of scores', [output('predictions', 'score')], [['a']]],
    ['numbers in place of ids', [IDS], [Float32Array.of(1, 2, 3)]],
    ['ids of half a row', [IDS], [['a', 'b']]],
    ['a vector of half a row', [output('embedding', 'embedding', 2)], [Float32Array.of(1, 2, 3)]],
    [
      'other rows',
      [output('a', 'task'), output('b', 'embedding', 2)],
      [Float32Array.of(1), Float32Array.of(1)],
    ],
  ])('%s are a fault of ours', (_case, outputs, values) => {
    expect(() => encodeEntries(outputs, values, form)).toThrow(InternalError);
  });
});

describe('an embedding', () => {
  const EMBEDDING = output('embedding', 'embedding', 3);
  const vectors = fc
    .integer({ min: 1, max: 4 })
    .chain(rows => fc.array(finite, { minLength: rows * 3, maxLength: rows * 3 }));

  test('comes back exactly, a vector a row', () => {
    fc.assert(
      fc.property(vectors, numbers => {
        const values = Float32Array.from(numbers);
        const read: number[][] = JSON.parse(encodeEntries([EMBEDDING], [values], STANDARD));
        expect(read.every(vector => vector.length === 3)).toBe(true);
        expect(read.flat()).toEqual(asDoubles(values));
      }),
    );
  });

  test('is flat where that is asked for and the request has one row, and only then', () => {
    fc.assert(
      fc.property(vectors, numbers => {
        const values = Float32Array.from(numbers);
        const read: unknown = JSON.parse(encodeEntries([EMBEDDING], [values], RECKIT));
        const nested: unknown[] = JSON.parse(encodeEntries([EMBEDDING], [values], STANDARD));
        expect(read).toEqual(nested.length === 1 ? nested[0] : nested);
      }),
    );
  });

  test('of one number and one row is flat too', () => {
    const one = output('embedding', 'embedding', 1);
    expect(encodeEntries([one], [Float32Array.of(7)], RECKIT)).toBe('[7]');
    expect(encodeEntries([one], [Float32Array.of(7)], STANDARD)).toBe('[[7]]');
  });
});

describe('neighbours', () => {
  test('are their ids, or these with their similarities', () => {
    const values = [['u2', 'u3', '', '', '', ''], Float32Array.of(0.5, 0.25, NaN, NaN, NaN, NaN)];
    expect(encodeEntries([IDS, SIMILARITY], values, RECKIT)).toBe('[["u2","u3"],[]]');
    expect(encodeEntries([IDS, SIMILARITY], values, STANDARD)).toBe(
      '[{"item_ids":["u2","u3"],"scores":[0.5,0.25]},{"item_ids":[],"scores":[]}]',
    );
    expect(encodeEntries([SIMILARITY, IDS], [...values].reverse(), RECKIT)).toBe('[["u2","u3"],[]]');
  });

  test('come back exactly, whatever their ids are, in ASCII', () => {
    const neighbour = fc.tuple(fc.oneof(fc.string({ unit: anyCharacter }), fc.constant('')), finite);
    const rows = fc.array(fc.array(neighbour, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(rows, all => {
        const ids = all.flat().map(([id]) => id);
        const similarities = Float32Array.from(all.flat(), ([, similarity]) => similarity);
        const text = encodeEntries([IDS, SIMILARITY], [ids, similarities], STANDARD);
        expect(text).toMatch(/^[\0-\x7f]*$/);
        expect(JSON.parse(text)).toEqual(
          all.map(row => {
            const there = row.filter(([id]) => id !== '');
            return { item_ids: there.map(([id]) => id), scores: there.map(([, value]) => value + 0) };
          }),
        );
      }),
    );
  });

  test('a similarity that is not finite is a fault of ours', () => {
    expect(() =>
      encodeEntries([IDS, SIMILARITY], [['a', 'b', ''], Float32Array.of(1, NaN, 0)], STANDARD),
    ).toThrow(new InternalError('A similarity is not a finite number.'));
  });

  test('other similarities than ids are a fault of ours', () => {
    const narrow = output('scores', 'similarity', 1);
    expect(() => encodeEntries([IDS, narrow], [['a', 'b', ''], Float32Array.of(1)], STANDARD)).toThrow(
      new InternalError('The output "scores" has other rows than "item_ids".'),
    );
  });
});
