import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sqlText, withDuckDb } from './duckdb';
import { FileNotFound } from './errors';
import { fingerprint } from './fingerprint';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

test.each([
  ['data.csv', Buffer.from('x,y\n1,"a\nb"\n\n2,c\n')],
  ['data.csv.gz', gzipSync('x,y\n1,2\n3,4\n')],
  ['data.jsonl', Buffer.from('{"x":1}\n{"y":2}\n')],
])('%s: digest and size of the file, rows of the table', async (name, content) => {
  expect(await fingerprint(await files.write(name, content))).toEqual({
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.length,
    rowCount: 2,
  });
});

test('Parquet', async () => {
  const path = files.path('data.parquet');
  await withDuckDb(connection => connection.run(`COPY (FROM range(12345)) TO ${sqlText(path)}`));
  expect((await fingerprint(path)).rowCount).toBe(12345);
});

test('an absent file is said to be absent', async () => {
  await expect(fingerprint(files.path('absent.csv'))).rejects.toThrow(FileNotFound);
});
