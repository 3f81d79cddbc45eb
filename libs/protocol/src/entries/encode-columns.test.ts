import type { AnsweredOutput, OutputRole, OutputValues } from '../answered-output';
import { InternalError } from '../errors';
import { encodeColumns } from './encode-columns';

const output = (name: string, role: OutputRole, width = 1): AnsweredOutput => ({ name, role, width });
const IDS = output('item_ids', 'ids', 2);
const SIMILARITY = output('scores', 'similarity', 2);

test.each<[string, AnsweredOutput[], OutputValues[], string]>([
  ['a score', [output('predictions', 'score')], [Float32Array.of(0.5, 1)], '[0.5,1]'],
  ['scores of classes', [output('predictions', 'score', 2)], [Float32Array.of(1, 2, 3, 4)], '[[1,2],[3,4]]'],
  ['one task, which is one output like others', [output('ctr', 'task')], [Float32Array.of(0.5)], '[0.5]'],
  [
    'tasks',
    [output('ctr', 'task'), output('é', 'task', 2)],
    [Float32Array.of(0.5, 1), Float32Array.of(1, 2, 3, 4)],
    '{"ctr":[0.5,1],"\\u00e9":[[1,2],[3,4]]}',
  ],
  ['an embedding', [output('embedding', 'embedding', 2)], [Float32Array.of(1, 2)], '[[1,2]]'],
  ['ids', [IDS], [['a', '', 'b', 'c']], '[["a",""],["b","c"]]'],
  [
    'neighbours, filled up to tensors',
    [IDS, SIMILARITY],
    [['a', '', '', ''], Float32Array.of(0.5, NaN, 7, -Infinity)],
    '{"item_ids":[["a",""],["",""]],"scores":[[0.5,0],[0,0]]}',
  ],
])('%s', (_case, outputs, values, text) => {
  expect(encodeColumns(outputs, values)).toBe(text);
});

test.each<[AnsweredOutput[], OutputValues[], string]>([
  [
    [output('predictions', 'score')],
    [Float32Array.of(1, NaN)],
    'The predictions of row 1 is not a finite number.',
  ],
  [[IDS, SIMILARITY], [['a', 'b'], Float32Array.of(1, NaN)], 'The scores of row 0 is not a finite number.'],
  [
    [output('a', 'task'), output('b', 'task')],
    [Float32Array.of(1), Float32Array.of(1, 2)],
    'The output "b" has other rows than "a".',
  ],
  [[IDS], [['a', 'b', 'c']], 'The item_ids of the last row is not complete.'],
])('%j: a fault of ours', (outputs, values, message) => {
  expect(() => encodeColumns(outputs, values)).toThrow(new InternalError(message));
});
