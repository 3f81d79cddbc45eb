import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoundsOutOfRange } from '../../errors';
import { readXgboostModel } from './read-xgboost-model';
import { treesOfRounds } from './rounds';

const read = (name: string) => {
  const path = join(__dirname, '../../../fixtures/xgboost/3.2.0', name, 'model.ubj');
  return readXgboostModel(readFileSync(path));
};

test('a round holds the parallel trees of every class', () => {
  const model = read('multi-softprob-forest');
  expect(treesOfRounds(model, 'all')).toEqual({ from: 0, to: 27 });
  expect(treesOfRounds(model, { from: 1, to: 3 })).toEqual({ from: 9, to: 27 });
});

test('the best rounds end with the best one, and are all where none is known', () => {
  const stopped = read('early-stopping');
  expect(treesOfRounds(stopped, 'best')).toEqual({ from: 0, to: (stopped.bestIteration ?? NaN) + 1 });
  const model = read('binary-logistic');
  expect(treesOfRounds(model, 'best')).toEqual(treesOfRounds(model, 'all'));
});

test.each([
  [{ from: 0, to: 9 }],
  [{ from: -1, to: 2 }],
  [{ from: 2, to: 2 }],
  [{ from: 3, to: 1 }],
  [{ from: 0.5, to: 2 }],
])('rounds %j of 8 are refused', rounds => {
  const model = read('binary-logistic');
  expect(model.roundCount).toBe(8);
  expect(() => treesOfRounds(model, rounds)).toThrow(RoundsOutOfRange);
  expect(() => treesOfRounds(model, rounds)).toThrow('Give whole numbers with 0 <= from < to <= 8.');
});

test('all rounds of a model without any are no trees', () => {
  const model = { ...read('binary-logistic'), roundCount: 0, roundStarts: Int32Array.of(0) };
  expect(treesOfRounds(model, 'all')).toEqual({ from: 0, to: 0 });
  expect(() => treesOfRounds(model, { from: 0, to: 0 })).toThrow(RoundsOutOfRange);
});
