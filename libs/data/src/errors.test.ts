import { mkdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { sqlText, withDuckDb } from './sources/duckdb';
import { DataError } from './errors';
import { readMatrix } from './read-matrix';
import { readTable } from './read-table';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

async function failure(path: string, columns = ['x']): Promise<{ kind: string; message: string }> {
  const error: unknown = await readTable(path, {
    columns: columns.map(name => ({ name, kind: 'numeric' })),
  }).catch((thrown: unknown) => thrown);
  if (!(error instanceof DataError)) throw error;
  expect(error.message).not.toContain('\n');
  return { kind: error.name, message: error.message.replace(path, 'FILE') };
}

test('a file that is not there', async () => {
  expect(await failure(files.path('absent.csv'))).toEqual({
    kind: 'FileNotFound',
    message: 'FILE: no such file. Check the path.',
  });
});

test('a folder', async () => {
  await mkdir(files.path('folder.csv'));
  expect(await failure(files.path('folder.csv'))).toEqual({
    kind: 'NotAFile',
    message: 'FILE: this is a folder. Name a file in it.',
  });
});

test('a path that the system refuses', async () => {
  expect(await failure(files.path(`${'n'.repeat(300)}.csv`))).toEqual({
    kind: 'FileNotReadable',
    message: 'FILE: cannot be opened (ENAMETOOLONG). Check the permissions of the file and of its folders.',
  });
});

test('an extension that tells nothing', async () => {
  const { kind, message } = await failure(await files.write('data.xlsx', 'x'));
  expect(kind).toBe('UnknownTableFormat');
  expect(message).toMatch(/^FILE: the extension tells no table format. Use one of \.csv, .*\.parquet\.$/);
});

test.each([
  ['empty.csv', '', 'EmptyFile'],
  ['blank.csv', '\n \n', 'EmptyFile'],
  ['empty.csv.gz', gzipSync(''), 'EmptyFile'],
  ['header-only.csv', 'x,y\n', 'NoRows'],
  ['header-only-without-line-end.csv', 'x,y', 'NoRows'],
  ['empty-list.json', '[]', 'NoRows'],
  ['blank.jsonl', '\n', 'NoRows'],
])('%s holds no row', async (name, content, kind) => {
  expect((await failure(await files.write(name, content))).kind).toBe(kind);
});

test('an absent column, with those that there are and the one probably meant', async () => {
  const csv = await files.write('columns.csv', 'item_ctr,user_age,label\n1,2,3\n');
  expect((await failure(csv, ['user_agee'])).message).toBe(
    'FILE: no column "user_agee". The file has item_ctr, user_age, label. Did you mean "user_age"?',
  );
  expect((await failure(csv, ['ItemCTR'])).message).toMatch(/Did you mean "item_ctr"\?$/);
  expect((await failure(csv, ['price'])).message).toBe(
    'FILE: no column "price". The file has item_ctr, user_age, label.',
  );
});

test('an absent key of JSON rows, while a key that is null everywhere is a column', async () => {
  const path = await files.write('keys.jsonl', '{"a":1,"b":null}\n{"c":1,"b":null}\n');
  expect(await failure(path, ['b', 'd'])).toEqual({
    kind: 'MissingColumn',
    message: 'FILE: no column "d". The file has a, b, c.',
  });
  const { columns } = await readTable(path, { columns: [{ name: 'b', kind: 'numeric' }] });
  expect(columns.get('b')?.missing.blank).toBe(2);
});

test('a header that names a column twice', async () => {
  expect((await failure(await files.write('twice.csv', 'x,y,x\n1,2,3\n'))).message).toBe(
    'FILE: the header names column "x" more than once. Rename or remove the others.',
  );
});

test('JSON columns that differ only in case', async () => {
  expect((await failure(await files.write('case.jsonl', '{"x":1,"X":2}\n'), ['x', 'X'])).kind).toBe(
    'AmbiguousColumns',
  );
});

describe('a cell that is no number', () => {
  test('is named with row, line and text', async () => {
    const path = await files.write('cell.csv', '\nage,note\n30,"two\nlines, ""q"",\n"\n\n31,b\nabc,c\n');
    expect((await failure(path, ['age'])).message).toBe(
      'FILE: row 3 (line 8), column age: expected a number, got "abc". Fix the cell or leave it empty.',
    );
  });

  test('is the first in row order, whatever the order of the columns', async () => {
    const path = await files.write('first.csv', `x,y\n${'1,2\n'.repeat(5000)}1,oops\nbad,2\n`);
    expect((await failure(path, ['x', 'y'])).message).toMatch(
      /row 5001 \(line 5002\), column y: .* got "oops"/,
    );
  });

  test.each(['1_000', '0x10', '1,5', '12abc', '--1', '١', 'yes'])('%s', async cell => {
    const path = await files.write('bad.csv', `x;y\n1;1\n${cell};1\n`);
    expect((await failure(path)).message).toBe(
      `FILE: row 2 (line 3), column x: expected a number, got "${cell}". Fix the cell or leave it empty.`,
    );
  });

  test('is named by its row in JSON and Parquet', async () => {
    expect((await failure(await files.write('bad.jsonl', '{"x":1}\n{"x":[1,2]}\n'))).message).toBe(
      'FILE: row 2, column x: expected a number, got "[1,2]". Fix the cell or leave it empty.',
    );
    const parquet = files.path('bad.parquet');
    await withDuckDb(connection => connection.run(`COPY (SELECT 'abc' AS x) TO ${sqlText(parquet)}`));
    expect((await failure(parquet)).message).toMatch(/^FILE: row 1, column x: expected a number, got "abc"/);
  });

  test('is cut short if it is long', async () => {
    const path = await files.write('long.csv', `x\n${'a'.repeat(500)}\n`);
    expect((await failure(path)).message).toContain(`got "${'a'.repeat(60)}…"`);
  });
});

test('a Parquet column that holds no numbers', async () => {
  const path = files.path('dates.parquet');
  await withDuckDb(connection => connection.run(`COPY (SELECT DATE '2026-01-01' AS x) TO ${sqlText(path)}`));
  expect((await failure(path)).message).toBe(
    'FILE: column x holds DATE values, not numbers. Convert it or leave it out.',
  );
});

test.each([
  [
    'short.csv',
    'x,y\n1,2\n3\n',
    'line 3: expected 2 columns, got 1. Quote cells that hold the separator and complete short rows.',
  ],
  [
    'long.csv',
    'x,y\n1,2\n3,4,5\n',
    'line 3: expected 2 columns, got 3. Quote cells that hold the separator and complete short rows.',
  ],
  [
    'open-quote.csv',
    'x,y\n1,2\n1,"2\n',
    'line 3: a quoted cell does not end. Close it, double inner quotes.',
  ],
  [
    'latin1.csv',
    Buffer.from('x,y\n\xe9,1\n', 'latin1'),
    'line 2: the text is not UTF-8. Save the file as UTF-8.',
  ],
  [
    'line-ends.csv',
    'x,y\n1,2\r\n3,4\n5,6\r\n',
    'line ends or quotes are mixed up. Save the file with one kind of line end, and double inner quotes.',
  ],
  ['open-header.csv', '"x,y\n1,2\n', 'the header does not end within 262144 bytes. Check its quotes.'],
  ['not-gzip.csv.gz', 'x,y\n1,2\n', 'this is not a whole gzip file. Write or copy it again.'],
  [
    'list.jsonl',
    '{"x":1}\n[1]\n',
    'line 2: expected an object, got ARRAY. Write one object with a key for each column.',
  ],
  ['not.parquet', 'x,y\n1,2\n3,4\n5,6\n', 'this is not a whole Parquet file. Write or copy it again.'],
])('the damaged file %s', async (name, content, message) => {
  expect(await failure(await files.write(name, content))).toEqual({
    kind: 'MalformedTable',
    message: `FILE: ${message}`,
  });
});

test('malformed JSON names the line', async () => {
  const path = await files.write('malformed.jsonl', '{"x":1}\n{"x":\n{"x":3}\n');
  expect((await failure(path)).message).toMatch(/^FILE: line \d: malformed JSON, /);
});

test('a row without a label', async () => {
  const path = await files.write('label.csv', 'x,label\n1,1\n2,\n3,0\n4,inf\n');
  await expect(readMatrix(path, { features: ['x'], label: 'label' })).rejects.toThrow(
    `${path}: row 2 (line 3), column label: the label is missing or not finite (and in 1 further rows). ` +
      'Fill it in or remove the row.',
  );
});
