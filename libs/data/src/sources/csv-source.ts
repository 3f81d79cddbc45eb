import { createReadStream } from 'node:fs';
import { readCsvHeader, type CsvHeader } from './csv-header';
import { fileArgument, sqlText } from './duckdb';
import type { TableFile } from '../files/table-file';
import { EXPECTED_ROWS_UNKNOWN, missingColumn } from './table-source';
import type { RequestedColumn, SeparatedText, SourceColumn, SourceFile } from './table-source';

/** What a row may have, as DuckDB has it where no size of its buffers is said. */
const ROW_BYTES = 2_000_000;
/** What is read of a file at a time, once for each thread and somewhat ahead; it has room for some rows. */
const BUFFER_BYTES = 8 * 1024 * 1024;
/** Rows are not all of one length; memory that stays untouched behind the last of them costs nothing. */
const ESTIMATE_MARGIN = 1.15;

/**
 * Opens a separated file. Nothing is left to DuckDB's detection: columns are text, called c0, c1 and so on, so that
 * neither a sample of rows nor the spelling of a name decides how a cell is read.
 */
export async function openCsv(file: TableFile, requested: readonly RequestedColumn[]): Promise<SourceFile> {
  const { path, readPath, bytes, compression } = file;
  const header = await readCsvHeader(file);
  const columns = requested.map(({ name }): SourceColumn => {
    const index = header.names.indexOf(name);
    if (index < 0) throw missingColumn(path, name, header.names);
    return { name, cell: `c${index}`, type: 'VARCHAR', form: 'written' };
  });
  const skipRecords = header.leadingBlankLines + 1;
  const table = (numbers: ReadonlySet<string>): string => {
    const types = header.names.map((_, i) => `c${i}: '${numbers.has(`c${i}`) ? 'DOUBLE' : 'VARCHAR'}'`);
    return `read_csv(${fileArgument(readPath)}, ${[...options, `columns = {${types.join(', ')}}`].join(', ')})`;
  };
  const options = [
    'auto_detect = false',
    'header = false',
    `skip = ${skipRecords}`,
    `delim = ${sqlText(header.separator)}`,
    `quote = '"'`,
    `escape = '"'`,
    `compression = '${compression}'`,
    'hive_partitioning = false',
    `max_line_size = ${ROW_BYTES}`,
    `buffer_size = ${BUFFER_BYTES}`,
  ];
  const text = separatedText(file, header);
  const estimate = (bytes / (header.bytesPerRow ?? bytes)) * ESTIMATE_MARGIN;
  return {
    file,
    from: table(new Set()),
    columns,
    expectedRows: compression === 'uncompressed' ? Math.ceil(estimate) + 1 : EXPECTED_ROWS_UNKNOWN,
    columnsFoundInRows: false,
    records: {
      separator: header.separator,
      compression,
      skipRecords,
      blankLinesSkipped: header.names.length > 1,
    },
    ...(text && { text }),
    async fromWithNumbers(cells) {
      if (compression !== 'uncompressed' || (await hasUnderscores(readPath, header.bytes))) return undefined;
      return table(cells);
    },
  };
}

/** Undefined for packed text, and where it is not certain at which byte the rows begin. */
function separatedText({ compression }: TableFile, header: CsvHeader): SeparatedText | undefined {
  const { separator, names, bytes, lineEnd, leadingBlankLines } = header;
  if (compression !== 'uncompressed' || lineEnd === undefined || leadingBlankLines > 0) return undefined;
  return { separator, columnCount: names.length, headerBytes: bytes, lineEnd };
}

const UNDERSCORE = '_'.charCodeAt(0);

/** Whether there is one behind the header: DuckDB takes 1_000 for a number, most other programs do not. */
async function hasUnderscores(readPath: string, start: number): Promise<boolean> {
  for await (const block of createReadStream(readPath, { start, highWaterMark: SCANNED_BYTES })) {
    if (Buffer.isBuffer(block) && block.includes(UNDERSCORE)) return true;
  }
  return false;
}

const SCANNED_BYTES = 1024 * 1024;
