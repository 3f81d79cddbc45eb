import { UnknownTableFormat } from '../errors';
import { tableFormatOf } from './table-format';

test.each([
  ['data/train.csv', { kind: 'csv', gzip: false }],
  ['data/train.json.csv.gz', { kind: 'csv', gzip: true }],
  ['TRAIN.TSV', { kind: 'csv', gzip: false, separator: '\t' }],
  ['a.jsonl', { kind: 'json-lines', gzip: false }],
  ['a.ndjson.gz', { kind: 'json-lines', gzip: true }],
  ['a.json', { kind: 'json', gzip: false }],
  ['a.parquet', { kind: 'parquet', gzip: false }],
])('%s', (path, format) => {
  expect(tableFormatOf(path)).toEqual(format);
});

test.each(['data', 'csv', 'a.parquet.gz', 'a.csv.zip', 'a.csv/'])('%s is no table', path => {
  expect(() => tableFormatOf(path)).toThrow(UnknownTableFormat);
});
