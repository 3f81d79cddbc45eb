import { ForeignFile, EmptyFile, MalformedTable } from '../errors';
import { compressionOf, headOf } from './file-head';
import { foreignFormat } from './foreign-format';
import type { FileShare } from './file-share';
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
  /** Which of its files are read. @default all */
  readonly share?: FileShare;
  /** What the database that reads may take. @default 1 GB, and no disk */
  readonly memory?: DatabaseMemory;
}

/** What the database that reads files may take. */
export interface DatabaseMemory {
  readonly bytes: number;
  /** Where it goes on beyond them; made if it is needed, and removed by whoever names it. */
  readonly folder: string;
  /** What it may write there. */
  readonly diskBytes: number;
}

/** A file that is open, and how it is closed. */
export interface OpenedFile {
  readonly file: TableFile;
  close(): Promise<void>;
}

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
