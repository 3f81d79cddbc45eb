import { ClientError } from './errors';
import type { Row } from './rows';
import { rowsToTensor } from './rows-to-tensor';

test('rows of numbers are a matrix', () => {
  expect(
    rowsToTensor([
      [1, 2],
      [3, 4],
    ]),
  ).toEqual({
    name: 'input0',
    datatype: 'FP64',
    shape: [2, 2],
    values: Float64Array.of(1, 2, 3, 4),
  });
});

test('objects, and rows in which everything is missing, are texts', () => {
  expect(rowsToTensor([{ item_ctr: 0.5, user_history: ['a'] }, null])).toEqual({
    name: 'features',
    datatype: 'BYTES',
    shape: [2],
    values: ['{"item_ctr":0.5,"user_history":["a"]}', 'null'],
  });
  expect(rowsToTensor([])).toMatchObject({ datatype: 'BYTES', shape: [0], values: [] });
});

test.each<[string, readonly Row[], string]>([
  ['of both forms', [[1], null], 'rows are all lists, or all objects.'],
  [
    'of other lengths',
    [[1, 2], [3]],
    'rows[1] has 1 values and rows[0] has 2; a tensor has rows of one length.',
  ],
  ['of texts', [[1, 'a']], 'rows[0][1] is no number; send objects, by the names of the features.'],
])('rows %s', (_what, rows, detail) => {
  expect(() => rowsToTensor(rows)).toThrow(ClientError);
  expect(() => rowsToTensor(rows)).toThrow(detail);
});
