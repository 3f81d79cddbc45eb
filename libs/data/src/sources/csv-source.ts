import { readCsvHeader } from './csv-header';
import { fileArgument, sqlText } from './duckdb';
import type { TableFormat } from './table-format';
import { EXPECTED_ROWS_UNKNOWN, missingColumn } from './table-source';
import type { RequestedColumn, SourceColumn, TableSource } from './table-source';

/** Rows are not all of one length; memory that stays untouched behind the last of them costs nothing. */
const ESTIMATE_MARGIN = 1.15;

/**
 * Opens a separated file. Nothing is left to DuckDB's detection: columns are text, called c0, c1 and so on, so that
 * neither a sample of rows nor the spelling of a name decides how a cell is read.
 */
export async function openCsv(
  path: string,
  format: TableFormat,
  bytes: number,
  requested: readonly RequestedColumn[],
): Promise<TableSource> {
  const header = await readCsvHeader(path, format);
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
    `compression = '${format.gzip ? 'gzip' : 'uncompressed'}'`,
    'hive_partitioning = false',
    `columns = {${types}}`,
  ];
  const estimate = (bytes / (header.bytesPerRow ?? bytes)) * ESTIMATE_MARGIN;
  return {
    path,
    from: `read_csv(${fileArgument(path)}, ${options.join(', ')})`,
    columns,
    expectedRows: format.gzip ? EXPECTED_ROWS_UNKNOWN : Math.ceil(estimate) + 1,
    columnsFoundInRows: false,
    records: {
      separator: header.separator,
      gzip: format.gzip,
      skipRecords,
      blankLinesSkipped: header.names.length > 1,
    },
  };
}
