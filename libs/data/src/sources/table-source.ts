import type { CellForm } from '../columns/cell-form';
import type { RecordLayout } from './csv-line-numbers';
import type { TableFile } from '../files/table-file';
import { MissingColumn } from '../errors';
import { nearName } from './near-name';

/** A column to find in a source. */
export interface RequestedColumn {
  readonly name: string;
  /** Whether a value of JSON is wanted as it is written, so that "5.0" and 5.0 stay apart. */
  readonly asJson?: boolean;
}

/** A column of a source as SQL finds it. */
export interface SourceColumn {
  readonly name: string;
  /** The SQL expression of a cell. */
  readonly cell: string;
  /** Its SQL type; columns of text files are VARCHAR. */
  readonly type: string;
  readonly form: CellForm;
}

/** Separated text that is as plain as its header shows. */
export interface SeparatedText {
  readonly separator: string;
  readonly columnCount: number;
  /** Where the first row begins. */
  readonly headerBytes: number;
  readonly lineEnd: '\n' | '\r\n';
}

/** A file as something that SQL can select from. */
export interface SourceFile {
  readonly file: TableFile;
  readonly from: string;
  /** The requested columns, in the order of the request. */
  readonly columns: readonly SourceColumn[];
  /** Exact for Parquet, from the size of the file for CSV, else a small start that grows. */
  readonly expectedRows: number;
  /** Whether a requested column may still turn out to be absent, since only the rows name the columns. */
  readonly columnsFoundInRows: boolean;
  /** Set if rows are lines of text, more or less. */
  readonly records?: RecordLayout;
  /** Set if its bytes may be read without the database, whose cells are c0, c1 and so on then. */
  readonly text?: SeparatedText;
  /**
   * What to select from for these cells as numbers from the start, which takes half the time of texts that are made into
   * numbers, and fails at a cell that is none. Undefined for a file where that would give other numbers.
   */
  fromWithNumbers?(cells: ReadonlySet<string>): Promise<string | undefined>;
  /** Which row of the file a 1-based row of the source is, where some are left out. */
  rowInFile?(row: number): Promise<number>;
}

/** The files of a table, one behind the other. */
export interface TableSource {
  /** The table as the user named it, for messages. */
  readonly path: string;
  readonly files: readonly SourceFile[];
  /** The requested columns as the first file has them; all have them in one form. */
  readonly columns: readonly SourceColumn[];
  readonly expectedRows: number;
  /** How many rows each of the files had that were read to their ends. */
  readonly rowCounts: number[];
}

/** Rows to reserve where nothing tells how many there are. */
export const EXPECTED_ROWS_UNKNOWN = 16_384;

/** The error for a column that is not there, with the name that may be meant. */
export function missingColumn(path: string, name: string, names: readonly string[]): MissingColumn {
  return new MissingColumn(path, name, names, nearName(name, names));
}
