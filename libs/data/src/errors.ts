/** A fault in the data that a user named: one line that says where it is, what is wrong and what to do. */
export abstract class DataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

export class FileNotFound extends DataError {
  constructor(path: string) {
    super(`${path}: no such file. Check the path.`);
  }
}

export class NotAFile extends DataError {
  constructor(path: string) {
    super(`${path}: this is a folder. Name a file in it.`);
  }
}

export class FileNotReadable extends DataError {
  constructor(path: string, code: string) {
    super(`${path}: cannot be opened (${code}). Check the permissions of the file and of its folders.`);
  }
}

export class UnknownTableFormat extends DataError {
  constructor(path: string, extensions: readonly string[]) {
    super(`${path}: the extension tells no table format. Use one of ${extensions.join(', ')}.`);
  }
}

export class EmptyFile extends DataError {
  constructor(path: string) {
    super(`${path}: the file is empty. Expected a header and at least one row.`);
  }
}

export class NoRows extends DataError {
  constructor(path: string) {
    super(`${path}: the file holds no rows of data. Add at least one.`);
  }
}

export class MissingColumn extends DataError {
  /** @param near the name of a present column that may be meant */
  constructor(path: string, name: string, present: readonly string[], near: string | undefined) {
    const guess = near === undefined ? '' : ` Did you mean "${near}"?`;
    super(`${path}: no column "${name}". The file has ${listNames(present)}.${guess}`);
  }
}

export class DuplicateColumn extends DataError {
  constructor(path: string, name: string) {
    super(`${path}: the header names column "${name}" more than once. Rename or remove the others.`);
  }
}

export class AmbiguousColumns extends DataError {
  constructor(path: string, one: string, other: string) {
    super(`${path}: columns "${one}" and "${other}" differ only in case. Rename one of them.`);
  }
}

export class UnsuitableColumn extends DataError {
  /** @param expected in the plural */
  constructor(path: string, name: string, type: string, expected: string) {
    super(`${path}: column ${name} holds ${type} values, not ${expected}. Convert it or leave it out.`);
  }
}

/** Where a cell is: 1-based data row, and for text files with one record a line, the 1-based line. */
export interface CellPosition {
  readonly row: number;
  readonly line?: number;
}

export class NotANumber extends DataError {
  /** @param isFeature whether the column is a feature, which may hold categories instead */
  constructor(path: string, position: CellPosition, column: string, cell: string, isFeature: boolean) {
    const remedy = isFeature
      ? `, or if it holds categories, declare it in the feature file as ${declaration(column, 'categorical')}`
      : '';
    super(
      `${path}: ${show(position)}, column ${column}: expected a number, got ${JSON.stringify(shorten(cell))}. ` +
        `Fix the cell or leave it empty${remedy}.`,
    );
  }
}

export class NotACategory extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      `${path}: ${show(position)}, column ${column}: expected one text or number, got ${shorten(cell)}. ` +
        `Fix the cell, or if it holds lists, declare it in the feature file as ${declaration(column, 'sequence')}.`,
    );
  }
}

export class NotASequence extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      `${path}: ${show(position)}, column ${column}: expected a list of texts or numbers, got ${shorten(cell)}. ` +
        'Fix the cell or leave it empty.',
    );
  }
}

export class MissingLabel extends DataError {
  constructor(path: string, position: CellPosition, column: string, rowsWithout: number) {
    const count = rowsWithout === 1 ? '' : ` (and in ${rowsWithout - 1} further rows)`;
    super(
      `${path}: ${show(position)}, column ${column}: the label is missing or not finite${count}. ` +
        'Fill it in or remove the row.',
    );
  }
}

export class MalformedTable extends DataError {
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
  }
}

const MAX_CELL_CHARACTERS = 60;
const MAX_NAMES = 40;

function declaration(column: string, kind: string): string {
  return `{"name": ${JSON.stringify(column)}, "kind": "${kind}"}`;
}

function show({ row, line }: CellPosition): string {
  return line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
}

function shorten(cell: string): string {
  return cell.length > MAX_CELL_CHARACTERS ? `${cell.slice(0, MAX_CELL_CHARACTERS)}…` : cell;
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return names.slice(0, MAX_NAMES).join(', ') + more;
}
