import { EmptyFile, ForeignFile, NotText } from './errors';
import { compressionOf, headOf } from './files/file-head';
import { foreignFormat } from './files/foreign-format';
import { filesOfTable, type FoundFile, type ShownNames } from './files/files-of-table';
import { readBlocks } from './files/read-blocks';
import { formatOfText } from './files/table-format';
import { textEncodingOf, type EncodingName } from './files/text-encoding';
import { utf8Of } from './files/utf8-copy';

export interface LinesOptions extends ShownNames {
  /** @default 'utf-8', and UTF-16 where that is obvious */
  readonly encoding?: EncodingName;
  /** A line of more characters comes in parts, each ending before white space where there is some. @default 65_536 */
  readonly longest?: number;
}

/** Of a part that has no white space in it where it should end. */
const LONGEST = 65_536;
const EXPECTED = 'a sentence a line';
const LINE_END = /\r\n|\n|\r/;
const WHITE_SPACE = /\s/;

/**
 * Reads the lines of a text, plain or packed by gzip or zstd, some at a time, whatever the size of the file; of a folder or
 * a pattern, those of all files in the order of their names.
 *
 * @param take - is given lines without their ends, and is waited for
 * @returns the number of lines
 * @throws DataError, among them NotText for a table in a format of its own, and MalformedTable for a text that is not of
 *   its encoding; and what `take` throws
 * @example
 * await readLines('data/corpus.txt', {}, lines => lines.forEach(line => sentences.push(line.split(' '))));
 */
export async function readLines(
  path: string,
  { encoding: stated, longest = LONGEST, ...shown }: LinesOptions,
  take: (lines: readonly string[]) => Promise<void> | void,
): Promise<number> {
  let count = 0;
  for (const file of await filesOfTable(path, { ...shown, expected: EXPECTED })) {
    for await (const { lines, ended } of linesOf(await openText(file, stated), longest)) {
      count += ended;
      await take(lines);
    }
  }
  return count;
}

/** The text of a file in UTF-8, as it is unpacked. */
async function openText(
  { path, readPath }: FoundFile,
  stated: EncodingName | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const compression = compressionOf(await headOf(readPath, 'uncompressed', path));
  const head = await headOf(readPath, compression, path);
  if (head.length === 0) throw new EmptyFile(path, EXPECTED);
  const foreign = foreignFormat(head);
  if (foreign !== undefined) throw new ForeignFile(path, foreign, 'text');
  const encoding = textEncodingOf(head, stated);
  assertNoTable(path, head, encoding.name);
  return utf8Of(path, readBlocks(readPath, compression, path), encoding);
}

/** Refuses what tells by itself that it is a table. */
function assertNoTable(path: string, head: Buffer, encoding: string): void {
  if (head.toString('latin1', 0, 4) === 'PAR1') throw new NotText(path, 'a Parquet file');
  const start = new TextDecoder(encoding).decode(head);
  const { kind } = formatOfText(`${path}.txt`, start);
  if (kind !== 'csv') throw new NotText(path, 'a table of JSON objects');
}

interface SomeLines {
  readonly lines: readonly string[];
  /** How many lines ended among them: a long one comes in parts. */
  readonly ended: number;
}

async function* linesOf(blocks: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<SomeLines> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const block of blocks) {
    const text = rest + decoder.decode(block, { stream: true });
    // A carriage return at the end may be the first half of a line end.
    const [last, ...ended] = text.endsWith('\r') ? splitLast(text.slice(0, -1), '\r') : splitLast(text, '');
    const { parts, left } = cutLong(last, longest);
    rest = left;
    const lines = ended.flatMap(line => wholeParts(line, longest));
    if (lines.length + parts.length > 0) yield { lines: [...lines, ...parts], ended: ended.length };
  }
  const last = rest.replace(/\r$/, '');
  if (rest !== '') yield { lines: wholeParts(last, longest), ended: 1 };
}

/** The line that has not ended, with what comes behind it, then those that have. */
function splitLast(text: string, behind: string): string[] {
  const lines = text.split(LINE_END);
  const last = lines.pop() ?? '';
  return [last + behind, ...lines];
}

function wholeParts(line: string, longest: number): string[] {
  const { parts, left } = cutLong(line, longest);
  return left === '' && parts.length > 0 ? parts : [...parts, left];
}

/** Takes parts off the beginning of a line while it is too long. */
function cutLong(line: string, longest: number): { parts: string[]; left: string } {
  const parts: string[] = [];
  let from = 0;
  while (line.length - from > longest) {
    const to = lastWhiteSpace(line, from, from + longest) ?? from + longest;
    parts.push(line.slice(from, to));
    from = to;
  }
  return { parts, left: line.slice(from) };
}

function lastWhiteSpace(line: string, from: number, to: number): number | null {
  for (let at = to; at > from; at--) if (WHITE_SPACE.test(line[at])) return at;
  return null;
}
