import { UnexpectedAnswer } from '../errors';
import { columnsAnswer } from './columns-answer';

test('one output stands by itself, several by their names', () => {
  expect(columnsAnswer([0.5, 1])).toEqual({ kind: 'single', values: [0.5, 1] });
  expect(columnsAnswer({ ctr: [0.5], gmv: [2] })).toEqual({
    kind: 'named',
    values: { ctr: [0.5], gmv: [2] },
  });
});

test.each([undefined, null, 1, { ctr: 0.5 }])('%j are no columns', outputs => {
  expect(() => columnsAnswer(outputs)).toThrow(UnexpectedAnswer);
});
