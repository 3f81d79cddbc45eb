/** @needs libxgboost */
import { DMatrix, type DMatrixOptions } from './dmatrix';
import { AlreadyClosed, BadMatrix, LibraryError } from '../errors';

test('counts rows and features', () => {
  const matrix = new DMatrix({ data: new Float32Array(12), featureCount: 3 });
  expect(matrix).toMatchObject({ rows: 4, featureCount: 3 });
  matrix.close();
});

const wrong: [string, DMatrixOptions][] = [
  ['no whole rows', { data: new Float32Array(7), featureCount: 3 }],
  ['no rows', { data: new Float32Array(0), featureCount: 3 }],
  ['no features', { data: new Float32Array(3), featureCount: 0 }],
  ['too few labels', { data: new Float32Array(6), featureCount: 3, labels: new Float32Array(1) }],
  ['too many weights', { data: new Float32Array(6), featureCount: 3, weights: new Float32Array(3) }],
  ['too few names', { data: new Float32Array(6), featureCount: 3, featureNames: ['a'] }],
  ['a name twice', { data: new Float32Array(6), featureCount: 2, featureNames: ['a', 'a'] }],
  ['a bracket in a name', { data: new Float32Array(6), featureCount: 1, featureNames: ['a[0]'] }],
];
test.each(wrong)('%s is an error', (_, options) => {
  expect(() => new DMatrix(options)).toThrow(BadMatrix);
});

test('infinities and labels that are no numbers are errors of one line from the library', () => {
  const infinite = Float32Array.from([1, Infinity]);
  expect(() => new DMatrix({ data: infinite, featureCount: 1 })).toThrow(LibraryError);
  const labels = Float32Array.from([0, NaN]);
  expect(() => new DMatrix({ data: new Float32Array(2), featureCount: 1, labels })).toThrow(
    /^libxgboost: .+$/,
  );
});

test('a closed matrix says so', () => {
  const matrix = new DMatrix({ data: new Float32Array(2), featureCount: 1 });
  matrix.close();
  matrix.close();
  expect(() => matrix.handle).toThrow(AlreadyClosed);
});

test('closing frees the memory: a thousand matrices fit where not a tenth would', () => {
  const data = new Float32Array(50_000); // about 600 kB each in the library
  const cycle = () => new DMatrix({ data, featureCount: 10, threads: 1 }).close();
  for (let warmUp = 0; warmUp < 20; warmUp++) cycle();
  const before = process.memoryUsage().rss;
  for (let created = 0; created < 1_000; created++) cycle();
  expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
});
