import { MixedFormats } from '../errors';
import { filesOfShare } from './file-share';
import { filesOfTable } from './files-of-table';
import { firstDamageOf } from './packed-damage';
import { openTableFile, type FileOptions, type OpenedFile, type TableFile } from './table-file';

/** The files of a table, of one format. */
export interface TableFiles {
  /** As the user named them, for messages. */
  readonly path: string;
  readonly files: readonly TableFile[];
  /** What rows have to meet. */
  readonly where?: string;
}

/**
 * Opens the files of a table, uses them, and makes sure that they were whole: DuckDB takes packed data that are cut off
 * for all there is.
 *
 * @param path - a file, a folder with files of one table, or a pattern such as `data/dt=*&#47;part-*.csv`
 * @throws the errors of `filesOfTable` and `openTableFile`; MixedFormats, MalformedTable
 */
export async function withTableFiles<T>(
  path: string,
  options: FileOptions,
  use: (table: TableFiles) => Promise<T>,
): Promise<T> {
  const opened: OpenedFile[] = [];
  try {
    const files = await filesOfTable(path, options);
    for (const found of options.share ? filesOfShare(files, options.share) : files) {
      opened.push(await openTableFile(found, options));
      assertSameFormat(opened[0].file, opened[opened.length - 1].file);
    }
    return await whole(
      {
        path: options.shownAs ?? path,
        files: opened.map(({ file }) => file),
        ...(options.where !== undefined && { where: options.where }),
      },
      use,
    );
  } finally {
    for (const { close } of opened) await close();
  }
}

async function whole<T>(table: TableFiles, use: (table: TableFiles) => Promise<T>): Promise<T> {
  const damage = firstDamageOf(table.files);
  // Looked at below; until then a failure is nobody's.
  damage.catch(() => undefined);
  try {
    const result = await use(table);
    const found = await damage;
    if (found !== null) throw found;
    return result;
  } catch (error) {
    throw (await damage) ?? error;
  }
}

function assertSameFormat(first: TableFile, file: TableFile): void {
  if (first.kind !== file.kind) {
    throw new MixedFormats(file.path, FORMATS[file.kind], FORMATS[first.kind], first.path);
  }
}

const FORMATS: Readonly<Record<TableFile['kind'], string>> = {
  csv: 'separated text',
  json: 'JSON',
  'json-lines': 'JSON lines',
  parquet: 'Parquet',
};
