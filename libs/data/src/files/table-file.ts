import { ForeignFile, EmptyFile, MalformedTable } from '../errors';
import { compressionOf, headOf } from './file-head';
import { foreignFormat } from './foreign-format';
import { checkInputFile } from './input-file';
import { damageOf } from './packed-damage';
import { readBlocks, type Compression } from './read-blocks';
import { textEncodingOf, type EncodingName, type TextEncoding } from './text-encoding';
import { formatByName, formatOfText, type TableFormat, type TableKind } from './table-format';
import { withUtf8Copy } from './utf8-copy';

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
}

/** How to read a file. */
export interface FileOptions {
  /**
   * The encoding of its text by a label of the Encoding Standard, such as gbk. A byte order mark wins over it.
   * @default 'utf-8', and UTF-16 where that is obvious
   */
  readonly encoding?: EncodingName;
}

/**
 * Opens a file by what is in it: how it is packed and encoded, and its format where that is certain, whatever its name
 * says. What DuckDB cannot read as it is, such as UTF-16, it gets as a copy in UTF-8.
 *
 * @throws the errors of `checkInputFile`; ForeignFile, UnknownTableFormat, UnknownEncoding, MalformedTable
 */
export async function withTableFile<T>(
  path: string,
  { encoding: stated }: FileOptions,
  use: (file: TableFile) => Promise<T>,
): Promise<T> {
  const bytes = await checkInputFile(path);
  const compression = compressionOf(await headOf(path, 'uncompressed'));
  const head = await headOf(path, compression);
  if (head.length === 0) throw new EmptyFile(path);
  const foreign = foreignFormat(head);
  if (foreign !== undefined) throw new ForeignFile(path, foreign);
  const encoding = textEncodingOf(head, stated);
  const format = formatOf(path, head, encoding);
  const original: TableFile = { path, readPath: path, bytes, compression, ...format };
  if (isReadAsItIs(original, encoding)) return whole(original, use);
  const blocks = readBlocks(path, compression, path);
  const text = format.kind === 'parquet' ? null : encoding;
  return withUtf8Copy(path, blocks, text, copy => use({ ...original, ...copy, compression: 'uncompressed' }));
}

/** Whether DuckDB can read a file itself; Parquet packs itself, and a mark before JSON is an error to DuckDB. */
function isReadAsItIs({ kind, compression }: TableFile, { name, marked }: TextEncoding): boolean {
  if (kind === 'parquet') return compression === 'uncompressed';
  return name === 'utf-8' && (kind === 'csv' || !marked);
}

/** Uses a file, and makes sure that it was whole: DuckDB takes packed data that are cut off for all there is. */
async function whole<T>(file: TableFile, use: (file: TableFile) => Promise<T>): Promise<T> {
  const damage = damageOf(file);
  // Looked at below; until then a failure is nobody's.
  damage.catch(() => undefined);
  try {
    const result = await use(file);
    const found = await damage;
    if (found !== null) throw found;
    return result;
  } catch (error) {
    throw (await damage) ?? error;
  }
}

function formatOf(path: string, head: Buffer, encoding: TextEncoding): TableFormat {
  if (head.toString('latin1', 0, 4) === 'PAR1') return { kind: 'parquet' };
  const start = new TextDecoder(encoding.name).decode(head);
  const format = formatOfText(path, start);
  if (format.kind === 'parquet') {
    throw new MalformedTable(
      path,
      'this is not a whole Parquet file. Write or copy it again, or name it for what it is, such as .csv.',
    );
  }
  if (formatByName(path)?.kind.startsWith('json') && !/^\s*(?:[[{]|$)/.test(start)) {
    throw new MalformedTable(
      path,
      `this is not JSON: it begins with ${JSON.stringify(start.trimStart().slice(0, SHOWN_START))}. Name it .csv if it is separated text.`,
    );
  }
  return format;
}

const SHOWN_START = 20;
