import { UnknownTableFormat } from '../errors';
import { formatOfText } from './table-format';

const CSV = 'x,y\n1,2\n';
const LINES = '{"x": 1}\n{"x": 2}\n';
const LIST = '[\n  {"x": 1}]';

test.each([
  ['data/train.csv', CSV, { kind: 'csv' }],
  ['data/train.json.csv.gz', CSV, { kind: 'csv' }],
  ['TRAIN.TSV', CSV, { kind: 'csv', separator: '\t' }],
  ['train.tsv.zst', CSV, { kind: 'csv', separator: '\t' }],
  ['part-00000', CSV, { kind: 'csv' }],
  ['rows.txt', CSV, { kind: 'csv' }],
  ['rows.dat.gz', CSV, { kind: 'csv' }],
  ['a.jsonl', LINES, { kind: 'json-lines' }],
  ['a.ndjson.gz', LINES, { kind: 'json-lines' }],
  ['a.json', LINES, { kind: 'json' }],
  ['a.parquet', CSV, { kind: 'parquet' }],
  ['part-00000', LINES, { kind: 'json-lines' }],
  ['a.csv', LINES, { kind: 'json-lines' }],
  ['a.log', LINES, { kind: 'json-lines' }],
  ['a.csv', LIST, { kind: 'json' }],
  ['a.jsonl', LIST, { kind: 'json' }],
  ['a.jsonl', '{"x":\n1}\n', { kind: 'json' }],
  // A header may well begin with a brace or a bracket.
  ['a.csv', '[x],{y}\n1,2\n', { kind: 'csv' }],
  ['a.csv', '{x},{"y"}\n1,2\n', { kind: 'csv' }],
])('%s with %j', (path, start, format) => {
  expect(formatOfText(path, start)).toEqual(format);
});

test.each(['a.xlsx', 'a.csv.zip', 'a.log', 'a.csv.bak'])('%s is no table', path => {
  expect(() => formatOfText(path, CSV)).toThrow(UnknownTableFormat);
});
