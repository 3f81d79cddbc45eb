import { isUtf8 } from 'node:buffer';
import { DuplicateColumn, EmptyFile, MalformedTable } from '../errors';
import { readBlocks } from '../files/read-blocks';
import type { TableFile } from '../files/table-file';
import { isUtf8Head } from '../files/text-encoding';
import { NOT_UTF8 } from './malformed';

/** What the first record of a separated file tells. */
export interface CsvHeader {
  readonly separator: string;
  readonly names: readonly string[];
  /** Blank lines above the header. */
  readonly leadingBlankLines: number;
  /** Bytes of the file up to its end. */
  readonly bytes: number;
  /** What it ends in where that is a line end, the only one in it. */
  readonly lineEnd: '\n' | '\r\n' | undefined;
  /** Mean length of the lines below the header that were looked at; undefined if there were none. */
  readonly bytesPerRow: number | undefined;
}

const HEAD_BYTES = 256 * 1024;
const MARK = '\ufeff';
const SEPARATORS = [',', '\t', ';', '|'];

/**
 * Reads the header of a separated file: the names decide the separator, so that no cell further down can.
 *
 * @throws EmptyFile, DuplicateColumn, MalformedTable
 */
export async function readCsvHeader(file: TableFile): Promise<CsvHeader> {
  const { path } = file;
  const { head, isWhole, markBytes } = await readHead(file);
  const leadingBlankLines = /^(?:[ \t]*(?:\r\n|\r|\n))*/.exec(head)?.[0] ?? '';
  const text = head.slice(leadingBlankLines.length);
  if (text.trim() === '') throw new EmptyFile(path);
  const separator = file.separator ?? detectSeparator(text);
  const record = splitRecord(text, separator);
  if (record === undefined || (record.length >= text.length && !isWhole)) {
    throw new MalformedTable(
      path,
      `the header does not end within ${HEAD_BYTES} bytes. Check its quotes and that rows end in line breaks.`,
    );
  }
  if (record.fields.some(name => name.includes('\0'))) {
    throw new MalformedTable(
      path,
      'the header holds NUL bytes, so this is no text, or a damaged one. Save the table as CSV in UTF-8, or as Parquet.',
    );
  }
  const repeated = record.fields.find((name, i) => name !== '' && record.fields.indexOf(name) < i);
  if (repeated !== undefined) throw new DuplicateColumn(path, repeated);
  return {
    separator,
    names: record.fields,
    leadingBlankLines: leadingBlankLines.split(/\r\n|\r|\n/).length - 1,
    bytes: markBytes + Buffer.byteLength(leadingBlankLines) + Buffer.byteLength(text.slice(0, record.length)),
    lineEnd: lineEndOf(text.slice(0, record.length)),
    bytesPerRow: meanLineBytes(text.slice(record.length)),
  };
}

/** The beginning of the text, whether that is all of it, and what a byte order mark before it takes. */
async function readHead({
  path,
  readPath,
  compression,
}: TableFile): Promise<{ head: string; isWhole: boolean; markBytes: number }> {
  const blocks: Uint8Array[] = [];
  let size = 0;
  for await (const block of readBlocks(readPath, compression, path)) {
    blocks.push(block);
    size += block.length;
    if (size > HEAD_BYTES) break;
  }
  const isWhole = size <= HEAD_BYTES;
  const bytes = Buffer.concat(blocks, Math.min(size, HEAD_BYTES));
  const lineEnd = bytes.indexOf('\n');
  const isText = lineEnd < 0 ? isUtf8Head(bytes) : isUtf8(bytes.subarray(0, lineEnd));
  if (!isText) throw new MalformedTable(path, `line 1: ${NOT_UTF8}`);
  const text = bytes.toString('utf8');
  return text.startsWith(MARK)
    ? { head: text.slice(MARK.length), isWhole, markBytes: Buffer.byteLength(MARK) }
    : { head: text, isWhole, markBytes: 0 };
}

function detectSeparator(text: string): string {
  const counts = SEPARATORS.map(separator => splitRecord(text, separator)?.fields.length ?? 0);
  return SEPARATORS[counts.indexOf(Math.max(...counts))];
}

/** Splits the first record off `text` (RFC 4180); undefined if a quoted field does not end. */
function splitRecord(text: string, separator: string): { fields: string[]; length: number } | undefined {
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    const field =
      text[position] === '"' ? quotedField(text, position) : plainField(text, position, separator);
    if (field === undefined) return undefined;
    fields.push(field.value.trim());
    position = field.end;
    if (text[position] !== separator) return { fields, length: position + lineEndLength(text, position) };
    position += 1;
  }
}

function quotedField(text: string, start: number): { value: string; end: number } | undefined {
  const match = /"((?:[^"]|"")*)"/y;
  match.lastIndex = start;
  const found = match.exec(text);
  return found === null ? undefined : { value: found[1].replaceAll('""', '"'), end: match.lastIndex };
}

function plainField(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(start, end), end };
}

function lineEndLength(text: string, position: number): number {
  return text.startsWith('\r\n', position) ? 2 : 1;
}

function lineEndOf(record: string): CsvHeader['lineEnd'] {
  const [, end] = /^[^\r\n]*(\r?\n)$/.exec(record) ?? [];
  return end === '\n' || end === '\r\n' ? end : undefined;
}

function meanLineBytes(text: string): number | undefined {
  const lines = text.split(/\r\n|\r|\n/).length;
  return text === '' ? undefined : Math.max(1, Buffer.byteLength(text) / lines);
}
