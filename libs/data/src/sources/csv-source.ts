import { readCsvHeader } from './csv-header';
import { fileArgument, sqlText } from './duckdb';
import type { TableFile } from '../files/table-file';
import { EXPECTED_ROWS_UNKNOWN, missingColumn } from './table-source';
import type { RequestedColumn, SourceColumn, SourceFile } from './table-source';

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
  const types = header.names.map((_, i) => `c${i}: 'VARCHAR'`).join(', ');
  const options = [
    'auto_detect = false',
    'header = false',
    `skip = ${skipRecords}`,
    `delim = ${sqlText(header.separator)}`,
    `quote = '"'`,
    `escape = '"'`,
    `compression = '${compression}'`,
    'hive_partitioning = false',
    `columns = {${types}}`,
  ];
  const estimate = (bytes / (header.bytesPerRow ?? bytes)) * ESTIMATE_MARGIN;
  return {
    file,
    from: `read_csv(${fileArgument(readPath)}, ${options.join(', ')})`,
    columns,
    expectedRows: compression === 'uncompressed' ? Math.ceil(estimate) + 1 : EXPECTED_ROWS_UNKNOWN,
    columnsFoundInRows: false,
    records: {
      separator: header.separator,
      compression,
      skipRecords,
      blankLinesSkipped: header.names.length > 1,
    },
  };
}
