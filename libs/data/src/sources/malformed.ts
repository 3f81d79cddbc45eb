import { MalformedTable } from '../errors';

/** What DuckDB says of a damaged file, and how to say it in one line to the person who has to mend it. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [
    /Line: (\d+)[^]*Expected Number of Columns: (\d+) Found: (\d+)/,
    'line $1: expected $2 columns, got $3. Quote cells that hold the separator and complete short rows.',
  ],
  [
    /Line: (\d+)[^]*unterminated quote/,
    'line $1: a quoted cell does not end. Close it, double inner quotes.',
  ],
  [/Line: (\d+)[^]*not utf-8 encoded/, 'line $1: the text is not UTF-8. Save the file as UTF-8.'],
  [
    /state machine reached an invalid state/,
    'line ends or quotes are mixed up. Save the file with one kind of line end, and double inner quotes.',
  ],
  [/Malformed JSON in file [^]*in (?:line|record\/value) (\d+): (.*)/, 'line $1: malformed JSON, $2'],
  [
    /JSON transform error[^]*in (?:line|record\/value) (\d+): Expected OBJECT, but got (\w+)/,
    'line $1: expected an object, got $2. Write one object with a key for each column.',
  ],
  [/Parquet|[Ff]ooter|magic bytes/, 'this is not a whole Parquet file. Write or copy it again.'],
];

/** Turns an error of DuckDB's readers into one about the file; any other error comes back as it is. */
export function malformed(path: string, error: unknown): unknown {
  const message = messageOf(error);
  if (!/^(Invalid Input|IO|Conversion) Error/.test(message)) return error;
  for (const [pattern, problem] of PROBLEMS) {
    const match = pattern.exec(message);
    if (match !== null) {
      const text = problem.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)].trim());
      return new MalformedTable(path, text);
    }
  }
  return new MalformedTable(path, `cannot be read: ${message.split('\n')[0]}`);
}

function messageOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  return isError ? String(error.message) : '';
}
