import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readColumns } from '../read-columns';
import { numericValues, readTable } from '../read-table';
import { temporaryFiles } from '../testing/temporary-files';
import { sampleRankingData } from './ranking';
import { sampleYoutubeDnnData } from './towers/youtube-dnn';
import { writeCsv } from './write-csv';
import { writeSampleData } from './write-sample-data';

const files = temporaryFiles();

test('ranking data: 1,000 rows of seed 42 by default, every double exact, nothing left beside the file', async () => {
  const path = files.path('made/for/it/train_data.csv');
  await writeSampleData('ranking', path);
  const table = sampleRankingData({ rows: 1000, seed: 42 });
  const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(header).toBe(table.columns.map(({ name }) => name).join(','));
  expect(lines.map(line => line.split(',').map(Number))).toEqual(
    Array.from({ length: 1000 }, (_, row) => table.columns.map(({ values }) => values[row])),
  );
  expect(await readdir(dirname(path))).toEqual(['train_data.csv']);
});

test('data of several tasks read back with their targets', async () => {
  const path = files.path('mmoe_train_data.csv');
  await writeSampleData('mmoe', path);
  const { rowCount, targets } = await readColumns(path, {
    features: [{ name: 'user_age', kind: 'numeric' }],
    targets: ['label', 'watch_time', 'gmv'],
  });
  expect(rowCount).toBe(1000);
  expect(Math.min(...[...targets.values()].flatMap(values => [...values]))).toBeGreaterThanOrEqual(0);
});

test('histories read back as sequences, of 5,000 rows by default', async () => {
  const path = files.path('youtube_dnn_data.csv');
  await writeSampleData('youtube_dnn', path);
  const { rowCount, columns } = await readColumns(path, {
    features: [{ name: 'history', kind: 'sequence', separator: ',' }],
    targets: [],
  });
  const history = columns.get('history');
  if (history?.kind !== 'sequence') throw new Error('expected a sequence');
  const first = Array.from(history.codes.subarray(0, history.offsets[1]), code => history.values[code]);
  const table = sampleYoutubeDnnData({ rows: 5_000, seed: 42 });
  expect(rowCount).toBe(5_000);
  expect(first.join(',')).toBe(table.columns.find(({ name }) => name === 'history')?.values[0]);
});

test('what is written reads back', async () => {
  const path = files.path('ranking.csv');
  await writeSampleData('ranking', path, { rows: 10_000, seed: 1 });
  const { rowCount, targets } = await readColumns(path, {
    features: [
      { name: 'item_ctr', kind: 'numeric' },
      { name: 'user_age', kind: 'numeric' },
    ],
    targets: ['label'],
  });
  expect(rowCount).toBe(10_000);
  expect(new Set(targets.get('label'))).toEqual(new Set([0, 1]));
});

test('text is quoted where it must be', async () => {
  const path = files.path('text.csv');
  const words = ['plain', 'a,b', 'say "x"', 'two\nlines'];
  await writeCsv(path, {
    rowCount: 4,
    columns: [
      { name: 'word', values: words },
      { name: 'n', values: Float64Array.of(1, 2, 3, 4) },
    ],
  });
  const table = await readTable(path, {
    columns: [
      { name: 'word', kind: 'text' },
      { name: 'n', kind: 'numeric' },
    ],
  });
  expect(table.columns.get('word')?.values).toEqual(words);
  expect([...numericValues(table, 'n')]).toEqual([1, 2, 3, 4]);
});

test('a failed write leaves what was there', async () => {
  const path = await files.write('kept.csv', 'x\n1\n');
  const broken = {
    rowCount: 1,
    get columns(): never {
      throw new Error('no data');
    },
  };
  await expect(writeCsv(path, broken)).rejects.toThrow('no data');
  expect(await readFile(path, 'utf8')).toBe('x\n1\n');
});
