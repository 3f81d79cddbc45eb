import { UnexpectedAnswer } from '../errors';
import { EntriesPrediction } from './entries-prediction';

const of = (entries: unknown, rowCount: number): EntriesPrediction =>
  new EntriesPrediction(entries, 'predictions', rowCount);

test('scores, named scores, vectors and ids', () => {
  expect(of([0.5, 1], 2).scores()).toEqual([0.5, 1]);
  expect(of([{ ctr: 0.5, gmv: 2 }], 1).tasks()).toEqual([{ ctr: 0.5, gmv: 2 }]);
  expect(
    of(
      [
        [1, 2],
        [3, 4],
      ],
      2,
    ).vectors(),
  ).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(of([['a', 'b'], []], 2).neighbours()).toEqual([
    { ids: ['a', 'b'], scores: null },
    { ids: [], scores: null },
  ]);
});

test('the vector of one row, flat and nested', () => {
  expect(of([1, 2], 1).vectors()).toEqual([[1, 2]]);
  expect(of([[1, 2]], 1).vectors()).toEqual([[1, 2]]);
});

test('ids with their scores, whatever the names and their order', () => {
  const expected = { ids: ['a'], scores: [0.5] };
  expect(of([{ item_ids: ['a'], scores: [0.5] }], 1).neighbours()).toEqual([expected]);
  expect(of([{ by: [0.5], what: ['a'] }], 1).neighbours()).toEqual([expected]);
  expect(of([{ item_ids: [], scores: [] }], 1).neighbours()).toEqual([{ ids: [], scores: [] }]);
});

test.each<[string, unknown, (prediction: EntriesPrediction) => unknown, string]>([
  ['too few', [1], p => p.scores(), 'predictions has 1 entries for 2 rows.'],
  ['of another type', [1, 'a'], p => p.scores(), 'Expected a number as predictions[1], got "a".'],
  ['null', [1, null], p => p.scores(), 'Expected a number as predictions[1], got null.'],
  ['without names', [1, 2], p => p.tasks(), 'Expected an object as predictions[0], got 1.'],
  [
    'named, but no numbers',
    [{ ctr: 'x' }, {}],
    p => p.tasks(),
    'Expected a number as predictions[0].ctr, got "x".',
  ],
  ['no vectors', [1, 2], p => p.vectors(), 'Expected a list as predictions[0], got 1.'],
  [
    'ids alone in an object',
    [{ ids: [] }, {}],
    p => p.neighbours(),
    'Expected ids and scores as predictions[0].',
  ],
])('entries that are %s', (_what, entries, read, message) => {
  const prediction = of(entries, 2);
  expect(() => read(prediction)).toThrow(UnexpectedAnswer);
  expect(() => read(prediction)).toThrow(message);
});

test('a task whose name means something to JavaScript is one like others', () => {
  const [tasks] = of([JSON.parse('{"__proto__": 1, "constructor": 2}')], 1).tasks();
  expect(Object.entries(tasks)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ]);
});
