import { mkdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sqlText, withDuckDb } from './sources/duckdb';
import { DataError } from './errors';
import { readColumns } from './read-columns';
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

test('an empty folder', async () => {
  await mkdir(files.path('folder.csv'));
  expect(await failure(files.path('folder.csv'))).toEqual({
    kind: 'NoFiles',
    message:
      'FILE: this is a folder without files of data. Name a file, a folder with files, or a pattern such as data/part-*.csv.',
  });
});

test('a path that the system refuses', async () => {
  expect(await failure(files.path(`${'n'.repeat(300)}.csv`))).toEqual({
    kind: 'FileNotReadable',
    message: `…${'n'.repeat(75)}.csv: cannot be opened (ENAMETOOLONG). Check the permissions of the file and of its folders.`,
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
    expect((await failure(path)).message).toContain(`got "${'a'.repeat(39)}…"`);
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
    'line 2: the text is not UTF-8. Save the file as UTF-8, or name its encoding, such as --encoding gbk.',
  ],
  [
    'line-ends.csv',
    'x,y\n1,2\r\n3,4\n5,6\r\n',
    'line ends or quotes are mixed up. Save the file with one kind of line end, and double inner quotes.',
  ],
  [
    'open-header.csv',
    '"x,y\n1,2\n',
    'the header does not end within 262144 bytes. Check its quotes and that rows end in line breaks.',
  ],
  [
    'list.jsonl',
    '{"x":1}\n[1]\n',
    'line 2: expected an object, got ARRAY. Write one object with a key for each column.',
  ],
  [
    'not.parquet',
    'x,y\n1,2\n3,4\n5,6\n',
    'this is not a whole Parquet file. Write or copy it again, or name it for what it is, such as .csv.',
  ],
  ['cut.parquet', `PAR1${'x'.repeat(100)}`, 'this is not a whole Parquet file. Write or copy it again.'],
  [
    'zeros.csv',
    `x,y\n1,2\n${'\0'.repeat(1000)}`,
    'line 3: NUL bytes where a row should be. The file is damaged, or was not written to its end: write it again.',
  ],
  [
    'nul-header.csv',
    'x,y\0\n1,2\n',
    'the header holds NUL bytes, so this is no text, or a damaged one. Save the table as CSV in UTF-8, or as Parquet.',
  ],
  [
    'long-row.csv',
    `x,y\n1,2\n${'3'.repeat(3_000_000)},4\n`,
    'line 3: a row of more than 2000000 bytes. End rows with line breaks, and close quoted cells.',
  ],
  [
    'longest-row.csv',
    `x,y\n1,2\n${'3'.repeat(20_000_000)},4\n5,6\n`,
    'a row is far too long. End rows with line breaks, and close quoted cells.',
  ],
  [
    'long-header.csv',
    `x,y${'z'.repeat(3_000_000)}`,
    'the header does not end within 262144 bytes. Check its quotes and that rows end in line breaks.',
  ],
  [
    'latin1-header.csv',
    Buffer.from('x,\xe9\n1,2\n', 'latin1'),
    'line 1: the text is not UTF-8. Save the file as UTF-8, or name its encoding, such as --encoding gbk.',
  ],
  [
    'latin1.jsonl',
    Buffer.from('{"x":1}\n{"x":"\xe9"}\n', 'latin1'),
    'line 2: the text is not UTF-8. Save the file as UTF-8, or name its encoding, such as --encoding gbk.',
  ],
  [
    'text.jsonl',
    'x,y\n1,2\n',
    'this is not JSON: it begins with "x,y\\n1,2\\n". Name it .csv if it is separated text.',
  ],
])('the damaged file %s', async (name, content, message) => {
  expect(await failure(await files.write(name, content))).toEqual({
    kind: 'MalformedTable',
    message: `FILE: ${message}`,
  });
});

test.each([
  ['{"x":1}\n{"x":\n{"x":3}\n', 2],
  ['\n{"x":1}\n\n \n{"x":1}}\n', 5],
  [`${'{"x":1}\n'.repeat(30_000)}{"x":}\n{"x":1}\n`, 30_001],
])('malformed JSON names the line %#', async (content, line) => {
  const path = await files.write('malformed.jsonl', content);
  expect((await failure(path)).message).toMatch(new RegExp(`^FILE: line ${line}: malformed JSON, `));
});

test('malformed JSON in a list names the row', async () => {
  const path = await files.write('malformed.json', '[{"x":1},\n{"x":}]');
  expect((await failure(path)).message).toMatch(/^FILE: row 2: malformed JSON, /);
});

test('a row without a label', async () => {
  const path = await files.write('label.csv', 'x,label\n1,1\n2,\n3,0\n4,inf\n');
  const features = [{ name: 'x', kind: 'numeric' }] as const;
  await expect(readColumns(path, { features, targets: ['label'] })).rejects.toThrow(
    `${path}: row 2 (line 3), column label: the label is missing or not finite (and in 1 further rows). ` +
      'Fill it in or remove the row.',
  );
});

test('no message controls a terminal or grows long, whatever file, column and cell are called', async () => {
  const controls = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/;
  const wild = fc
    .array(fc.constantFrom('\u001b[31m', '\u0007', '\u009b2J', '\u202e', '\ufeff', '\u2028', '\0', 'x'), {
      minLength: 1,
      maxLength: 300,
    })
    .map(parts => parts.join(''));
  await fc.assert(
    fc.asyncProperty(wild, wild, async (name, cell) => {
      const path = await files.write('wild.jsonl', `${JSON.stringify({ [name]: cell, b: 1 })}\n`);
      const hidden = `${files.path('hidden')}${name.replaceAll('\0', '')}.csv`;
      const messages = [
        (await failure(path, [name])).message,
        (await failure(path, [`${name}y`])).message,
        (await failure(hidden)).message,
      ];
      for (const message of messages) {
        expect(message).not.toMatch(controls);
        expect(message.length).toBeLessThanOrEqual(300);
      }
    }),
    { numRuns: 30 },
  );
});
