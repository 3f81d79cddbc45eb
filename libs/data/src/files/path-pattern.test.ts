import { fixedFolder, isOfTable, isPattern, patternOf } from './path-pattern';

test.each([
  ['dt=2026-11-*/part-*.parquet', 'dt=2026-11-22/part-0.parquet', true],
  ['dt=2026-11-*/part-*.parquet', 'dt=2026-11-22/sub/part-0.parquet', false],
  ['dt=2026-11-*/part-*.parquet', 'dt=2026-12-22/part-0.parquet', false],
  ['logs/*', 'logs/_SUCCESS', false],
  ['logs/*', 'logs/.part-0.crc', false],
  ['logs/_*', 'logs/_SUCCESS', true],
  ['logs/*.csv', 'logs/xcsv', false],
  ['logs/**/*.csv', 'logs/a.csv', true],
  ['logs/**/*.csv', 'logs/x/y/a.csv', true],
  ['logs/**/*.csv', 'logs/_temporary/a.csv', false],
  ['part-?.csv', 'part-1.csv', true],
  ['part-?.csv', 'part-12.csv', false],
  ['part-[0-3].csv', 'part-2.csv', true],
  ['part-[0-3].csv', 'part-4.csv', false],
  ['part-[!0-3].csv', 'part-4.csv', true],
  ['a[*].csv', 'a*.csv', true],
  ['a[*].csv', 'ab.csv', false],
  ['a+(b).csv', 'a+(b).csv', true],
  ['a\\d*.csv', 'a\\d1.csv', true],
])('%s and %s: %s', (pattern, path, matches) => {
  expect(patternOf(pattern).test(path)).toBe(matches);
});

test('a pattern is told by its wildcards, and begins in a folder without any', () => {
  expect(['a/b.csv', 'a/*.csv', 'a/?.csv', 'a/[1].csv'].map(isPattern)).toEqual([false, true, true, true]);
  expect(['a/b/c-*.csv', '*.csv', 'a/b*/c.csv'].map(fixedFolder)).toEqual(['a/b/', '', 'a/']);
});

test('what jobs leave beside their files is no data', () => {
  const paths = ['a.csv', 'x/a.csv', '_SUCCESS', '.a.crc', '_temporary/a.csv', 'x/', 'x//a.csv'];
  expect(paths.filter(isOfTable)).toEqual(['a.csv', 'x/a.csv']);
});
