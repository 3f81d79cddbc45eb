import { DataError, MalformedTable } from '../errors';
import type { TableFile } from '../files/table-file';
import { cut } from '@reckit/messages';
import { lineOfJsonValue } from './json-line-numbers';

/** What is wrong with a text in another encoding, and what to do. */
export const NOT_UTF8 =
  'the text is not UTF-8. Save the file as UTF-8, or name its encoding, such as --encoding gbk.';

/** What DuckDB says of a damaged file, and how to say it in one line to the person who has to mend it. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [
    /Line: (\d+)\nOriginal Line: [^\n]*\\0\\0[^]*Expected Number of Columns/,
    'line $1: NUL bytes where a row should be. The file is damaged, or was not written to its end: write it again.',
  ],
  [
    /Line: (\d+)[^]*Expected Number of Columns: (\d+) Found: (\d+)/,
    'line $1: expected $2 columns, got $3. Quote cells that hold the separator and complete short rows.',
  ],
  [
    /Line: (\d+)[^]*unterminated quote/,
    'line $1: a quoted cell does not end. Close it, double inner quotes.',
  ],
  [/Line: (\d+)[^]*not utf-8 encoded/, `line $1: ${NOT_UTF8}`],
  [
    /Line: (\d+)[^]*Maximum line size of (\d+) bytes exceeded/,
    'line $1: a row of more than $2 bytes. End rows with line breaks, and close quoted cells.',
  ],
  [
    // A row that no buffer has room for.
    /Parallel CSV Reader currently does not support a full read/,
    'a row is far too long. End rows with line breaks, and close quoted cells.',
  ],
  [
    /"maximum_object_size" of (\d+) bytes exceeded/,
    'a row of more than $1 bytes. Write one object a line, and leave out what is not needed.',
  ],
  [
    /state machine reached an invalid state/,
    'line ends or quotes are mixed up. Save the file with one kind of line end, and double inner quotes.',
  ],
  [
    /JSON transform error[^]*in (?:line|record\/value) (\d+): Expected OBJECT, but got (\w+)/,
    'line $1: expected an object, got $2. Write one object with a key for each column.',
  ],
  [
    /Could not convert string '([^']*)' to DOUBLE/,
    '--where compares a column as numbers, as its first values are, and it also holds "$1". Fix the cell.',
  ],
  [/Parquet|[Ff]ooter|magic bytes/, 'this is not a whole Parquet file. Write or copy it again.'],
];

/** DuckDB counts the values of a file of JSON, beginning with 2. */
const MALFORMED_JSON = /Malformed JSON in file [^]*in (?:line|record\/value) (\d+): ([^\n]*)/;

/** Turns an error of DuckDB's readers into one about the file; any other error comes back as it is. */
export async function malformed(file: TableFile, error: unknown): Promise<unknown> {
  if (error instanceof DataError) return error;
  const message = messageOf(error);
  if (!/^(Invalid Input|IO|Conversion|Not implemented) Error/.test(message)) return error;
  const json = MALFORMED_JSON.exec(message);
  if (json !== null) return malformedJson(file, Number(json[1]) - 1, json[2].trim());
  for (const [pattern, problem] of PROBLEMS) {
    const match = pattern.exec(message);
    if (match !== null) {
      const text = problem.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)].trim());
      return new MalformedTable(file.path, text);
    }
  }
  return new MalformedTable(file.path, `cannot be read: ${message.split('\n')[0]}`);
}

async function malformedJson(file: TableFile, value: number, reason: string): Promise<MalformedTable> {
  const line = file.kind === 'json-lines' ? await lineOfJsonValue(file, value) : undefined;
  const place = line === undefined ? `row ${value}` : `line ${line}`;
  const problem = reason.includes('invalid UTF-8')
    ? NOT_UTF8
    : `malformed JSON, ${cut(reason, MAX_REASON_CHARACTERS)}`;
  return new MalformedTable(file.path, `${place}: ${problem}`);
}

const MAX_REASON_CHARACTERS = 120;

function messageOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  return isError ? String(error.message) : '';
}
