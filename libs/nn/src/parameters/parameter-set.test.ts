import { InvalidNetwork } from '../errors';
import { glorotUniform, heUniform, normal, ones, uniform, zeros, type Initializer } from './initializers';
import { ParameterSet } from './parameter-set';

test('parameters lie one after another in the flat vector, state apart', () => {
  const parameters = new ParameterSet();
  const a = parameters.add('a', [2, 3], ones);
  const mean = parameters.addState('mean', [3], 0.5);
  const b = parameters.add('b', [], zeros);
  expect([a.offset, a.size, b.offset, b.size, parameters.size]).toEqual([0, 6, 6, 1, 7]);
  expect([mean.offset, mean.size, parameters.stateSize]).toEqual([0, 3, 3]);
  expect([...parameters.initialise(1)]).toEqual([1, 1, 1, 1, 1, 1, 0]);
  expect([...parameters.initialiseState()]).toEqual([0.5, 0.5, 0.5]);
});

test('names are unique and sizes positive', () => {
  const parameters = new ParameterSet();
  parameters.add('a', [2], zeros);
  expect(() => parameters.addState('a', [2], 0)).toThrow(new InvalidNetwork('Two parameters are named "a".'));
  expect(() => parameters.add('b', [2, 0], zeros)).toThrow(InvalidNetwork);
});

test('a parameter has the same values whatever is declared after it', () => {
  const short = new ParameterSet();
  short.add('a', [5], normal(1));
  const long = new ParameterSet();
  long.add('a', [5], normal(1));
  long.add('b', [5], normal(1));
  const values = long.initialise(3);
  expect(values.subarray(0, 5)).toEqual(short.initialise(3));
  expect(values.subarray(5)).not.toEqual(values.subarray(0, 5));
  expect(short.initialise(4)).not.toEqual(short.initialise(3));
});

test.each<[string, Initializer, number]>([
  ['uniform(0.5)', uniform(0.5), 0.5 / Math.sqrt(3)],
  ['normal(2)', normal(2), 2],
  ['glorotUniform(10, 20)', glorotUniform(10, 20), Math.sqrt(2 / 30)],
  ['heUniform(10)', heUniform(10), Math.sqrt(2 / 10)],
])('%s has mean 0 and its standard deviation', (_, initializer, std) => {
  const parameters = new ParameterSet();
  parameters.add('a', [200, 200], initializer);
  const values = parameters.initialise(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(Math.abs(mean) / std).toBeLessThan(0.02);
  expect(Math.abs(Math.sqrt(variance) / std - 1)).toBeLessThan(0.02);
});
