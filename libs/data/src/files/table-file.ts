import { ForeignFile, EmptyFile, MalformedTable } from '../errors';
import { foreignFormat } from './foreign-format';
import type { FoundFile, Partition, ShownNames } from './files-of-table';
import { readBlocks, type Compression } from './read-blocks';
import { textEncodingOf, type EncodingName, type TextEncoding } from './text-encoding';
import {
  formatByName,
  formatOfText,
  FORMATS_BY_NAME,
  type FormatName,
  type TableFormat,
  type TableKind,
} from './table-format';
import { writeUtf8Copy } from './utf8-copy';

/** A file of a table whose format is known and whose text, unpacked, is UTF-8 as far as its beginning tells. */
export interface TableFile {
  /** As the user named it, for messages. */
  readonly path: string;
  /** What is read: the file, or a copy of it in UTF-8. */
  readonly readPath: string;
  /** Size of what is read. */
  readonly bytes: number;
  readonly kind: TableKind;
  /** How what is read is packed. */
  readonly compression: Compression;
  /** The separator where the extension fixes it; otherwise the header decides. */
  readonly separator?: string;
  /** What its folders say of its rows. */
  readonly partitions: readonly Partition[];
}

/** How to read a file, and what to call it. */
export interface FileOptions extends ShownNames {
  /**
   * The encoding of its text by a label of the Encoding Standard, such as gbk. A byte order mark wins over it.
   * @default 'utf-8', and UTF-16 where that is obvious
   */
  readonly encoding?: EncodingName;
  /** The format, where neither the bytes nor the name tell it. @default by them */
  readonly format?: FormatName;
  /**
   * A condition of SQL that rows have to meet, such as `dt >= '2026-11-01'`. Columns of text files are numbers in it if
   * their first ten thousand values are.
   */
  readonly where?: string;
}

/** A file that is open, and how it is closed. */
export interface OpenedFile {
  readonly file: TableFile;
  close(): Promise<void>;
}

/** Enough to know a format and an encoding by. */
const HEAD_BYTES = 64 * 1024;

/**
 * Opens a file by what is in it: how it is packed and encoded, and its format where that is certain, whatever its name
 * says. What DuckDB cannot read as it is, such as UTF-16, it gets as a copy in UTF-8.
 *
 * @throws ForeignFile, UnknownTableFormat, UnknownEncoding, MalformedTable
 */
export async function openTableFile(
  { path, readPath, bytes, partitions }: FoundFile,
  { encoding: stated, format: named }: FileOptions,
): Promise<OpenedFile> {
  const compression = compressionOf(await headOf(readPath, 'uncompressed', path));
  const head = await headOf(readPath, compression, path);
  if (head.length === 0) throw new EmptyFile(path);
  const foreign = foreignFormat(head);
  if (foreign !== undefined) throw new ForeignFile(path, foreign);
  const encoding = textEncodingOf(head, stated);
  const format = formatOf(path, head, encoding, named);
  const original: TableFile = { path, readPath, bytes, compression, partitions, ...format };
  if (isReadAsItIs(original, encoding)) return { file: original, close: () => Promise.resolve() };
  const blocks = readBlocks(readPath, compression, path);
  const { close, ...copy } = await writeUtf8Copy(path, blocks, format.kind === 'parquet' ? null : encoding);
  return { file: { ...original, ...copy, compression: 'uncompressed' }, close };
}

/** Whether DuckDB can read a file itself; Parquet packs itself, and a mark before JSON is an error to DuckDB. */
function isReadAsItIs({ kind, compression }: TableFile, { name, marked }: TextEncoding): boolean {
  if (kind === 'parquet') return compression === 'uncompressed';
  return name === 'utf-8' && (kind === 'csv' || !marked);
}

async function headOf(path: string, compression: Compression, shownPath: string): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  let size = 0;
  for await (const block of readBlocks(path, compression, shownPath)) {
    blocks.push(block);
    size += block.length;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(blocks, Math.min(size, HEAD_BYTES));
}

function compressionOf(head: Buffer): Compression {
  if (head.subarray(0, 3).equals(Buffer.of(0x1f, 0x8b, 0x08))) return 'gzip';
  const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
  // A zstd file may begin with frames to be skipped, as those of pzstd do.
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5 ? 'zstd' : 'uncompressed';
}

function formatOf(
  path: string,
  head: Buffer,
  encoding: TextEncoding,
  named: FormatName | undefined,
): TableFormat {
  if (head.toString('latin1', 0, 4) === 'PAR1') return { kind: 'parquet' };
  const start = new TextDecoder(encoding.name).decode(head);
  const format = named === undefined ? formatOfText(path, start) : FORMATS_BY_NAME[named];
  if (format.kind === 'parquet') {
    throw new MalformedTable(
      path,
      'this is not a whole Parquet file. Write or copy it again, or name it for what it is, such as .csv.',
    );
  }
  const isJson = (named === undefined ? formatByName(path) : format)?.kind.startsWith('json');
  if (isJson && !/^\s*(?:[[{]|$)/.test(start)) {
    throw new MalformedTable(
      path,
      `this is not JSON: it begins with ${JSON.stringify(start.trimStart().slice(0, SHOWN_START))}. Name it .csv if it is separated text.`,
    );
  }
  return format;
}

const SHOWN_START = 20;
