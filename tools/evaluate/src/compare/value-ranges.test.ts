import { inRanges } from './value-ranges';

test('many numbers are told apart by ranges of as many rows, and rows without one by that', () => {
  const values = Array.from({ length: 50 }, (_, i) => String(i));
  const codes = Int32Array.from([...values.map(Number), -1]);
  const ranges = inRanges({ codes, values });
  expect(ranges.values).toEqual(['0 to 9', '10 to 19', '20 to 29', '30 to 39', '40 to 49']);
  expect([...ranges.codes]).toEqual([...values.map(value => Math.floor(Number(value) / 10)), -1]);
});

test('a number that most rows have is a range of its own', () => {
  const values = ['0', '7', '8', '9.5'];
  const codes = Int32Array.from([0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
  const ranges = inRanges({ codes, values });
  expect(ranges.values).toEqual(['0 to 7', '8 to 9.5']);
  expect([...ranges.codes]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
});

test('what is no number stays as it is', () => {
  const column = { codes: Int32Array.of(0, 1), values: ['Oslo', '7'] };
  expect(inRanges(column)).toBe(column);
});
