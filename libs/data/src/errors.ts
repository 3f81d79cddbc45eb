import type { ForeignFormat } from './files/foreign-format';
import { cut, escapeControls } from '@reckit/messages';
import { cutStart } from './cut-start';

const MAX_MESSAGE_CHARACTERS = 300;

/**
 * A fault in the data that a user named: one line that says where it is, what is wrong and what to do. Whatever it
 * quotes, nothing in it controls a terminal.
 */
export abstract class DataError extends Error {
  /** @param path - the file, cut to its end if it is long */
  constructor(path: string, problem: string) {
    const file = cutStart(escapeControls(path), MAX_PATH_CHARACTERS);
    super(cut(`${file}: ${escapeControls(problem)}`, MAX_MESSAGE_CHARACTERS));
    this.name = new.target.name;
  }
}

export class FileNotFound extends DataError {
  constructor(path: string) {
    super(path, `no such file. Check the path.`);
  }
}

export class NoFiles extends DataError {
  /** @param problem such as 'no file matches the pattern' */
  constructor(path: string, problem: string) {
    super(path, `${problem}. Name a file, a folder with files, or a pattern such as data/part-*.csv.`);
  }
}

/** A condition for rows that is none. */
export class BadCondition extends DataError {
  constructor(path: string, condition: string, problem: string) {
    super(
      path,
      `--where ${shorten(condition)}: ${cut(problem, MAX_PROBLEM_CHARACTERS)}. Write a condition of SQL, such as "dt >= '2026-11-01'".`,
    );
  }
}

/** The files of a table are of several formats. */
export class MixedFormats extends DataError {
  constructor(path: string, format: string, wanted: string, first: string) {
    super(
      path,
      `this is ${format}, and ${cutStart(first, MAX_PATH_CHARACTERS)} is ${wanted}. Name files of one format, such as by a pattern.`,
    );
  }
}

/** A column that the files of a table have in forms that cannot be told as one. */
export class DifferentColumns extends DataError {
  constructor(path: string, name: string, type: string, wanted: string, first: string) {
    super(
      path,
      `column ${shortName(name)} holds ${type} values, and ${wanted} in ${cutStart(first, MAX_PATH_CHARACTERS)}. Write all files with the same types.`,
    );
  }
}

export class FileNotReadable extends DataError {
  constructor(path: string, code: string) {
    super(path, `cannot be opened (${code}). Check the permissions of the file and of its folders.`);
  }
}

export class UnknownTableFormat extends DataError {
  constructor(path: string, extensions: readonly string[]) {
    super(path, `the extension tells no table format. Use one of ${extensions.join(', ')}.`);
  }
}

export class ForeignFile extends DataError {
  /** @param wanted - as what it was to be read */
  constructor(path: string, { name, remedy }: ForeignFormat, wanted = 'a table') {
    super(path, `this is ${name}, which cannot be read as ${wanted}. ${remedy}`);
  }
}

export class NotText extends DataError {
  /** @param kind - what the file is instead */
  constructor(path: string, kind: string) {
    super(path, `this is ${kind}, where plain text is expected, a sentence a line.`);
  }
}

export class UnknownEncoding extends DataError {
  constructor(label: string) {
    super(
      shortName(label),
      'no encoding of text that can be read here. Name one such as utf-8, utf-16, gbk, gb18030, big5 or shift_jis.',
    );
  }
}

export class CopyFailed extends DataError {
  constructor(path: string, folder: string, code: string) {
    super(
      path,
      `no copy in UTF-8 could be written to ${cutStart(folder, MAX_PATH_CHARACTERS)} (${code}). Make room there, or name another folder by TMPDIR.`,
    );
  }
}

/** The disk that takes what does not fit into memory fails; the path is that of the file, or of its folder. */
export class NotSpilled extends DataError {
  constructor(path: string, code: string) {
    super(
      cutStart(path, MAX_PATH_CHARACTERS),
      `what does not fit into --max-memory cannot be kept there (${code}). Make room, or name another folder by TMPDIR.`,
    );
  }
}

export class EmptyFile extends DataError {
  constructor(path: string, expected = 'a header and at least one row') {
    super(path, `the file is empty. Expected ${expected}.`);
  }
}

export class NoValues extends DataError {
  constructor(path: string, name: string) {
    super(path, `column ${shortName(name)} has no value in any row; leave it out of the features.`);
  }
}

export class NoRows extends DataError {
  constructor(path: string) {
    super(path, `the file holds no rows of data. Add at least one.`);
  }
}

export class MissingColumn extends DataError {
  /** @param near the name of a present column that may be meant */
  constructor(
    path: string,
    readonly column: string,
    present: readonly string[],
    near: string | undefined,
  ) {
    const guess = near === undefined ? '' : ` Did you mean "${shortName(near)}"?`;
    super(path, `no column "${shortName(column)}". The file has ${listNames(present)}.${guess}`);
  }
}

export class DuplicateColumn extends DataError {
  constructor(path: string, name: string) {
    super(path, `the header names column "${shortName(name)}" more than once. Rename or remove the others.`);
  }
}

export class AmbiguousColumns extends DataError {
  constructor(path: string, one: string, other: string) {
    super(
      path,
      `columns "${shortName(one)}" and "${shortName(other)}" differ only in case. Rename one of them.`,
    );
  }
}

export class UnsuitableColumn extends DataError {
  /** @param expected in the plural */
  constructor(path: string, name: string, type: string, expected: string) {
    const remedy = /^[^[]*\[\]$/.test(type)
      ? `, or declare it in the feature file as ${declaration(name, 'sequence')}`
      : '';
    super(
      path,
      `column ${shortName(name)} holds ${type} values, not ${expected}. Convert it or leave it out${remedy}.`,
    );
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
    const [held, kind] = LIST.test(cell) ? ['lists', 'sequence'] : ['categories', 'categorical'];
    const remedy = isFeature
      ? `, or if it holds ${held}, declare it in the feature file as ${declaration(column, kind)}`
      : '';
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected a number, got ${quote(cell)}. ` +
        `Fix the cell or leave it empty${remedy}.`,
    );
  }
}

export class NotACategory extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected one text or number, got ${shorten(cell)}. ` +
        `Fix the cell, or if it holds lists, declare it in the feature file as ${declaration(column, 'sequence')}.`,
    );
  }
}

export class NotASequence extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected a list of texts or numbers, got ${shorten(cell)}. ` +
        'Fix the cell or leave it empty.',
    );
  }
}

export class MissingLabel extends DataError {
  constructor(path: string, position: CellPosition, column: string, rowsWithout: number) {
    const count = rowsWithout === 1 ? '' : ` (and in ${rowsWithout - 1} further rows)`;
    super(
      path,
      `${show(position)}, column ${shortName(column)}: the label is missing or not finite${count}. ` +
        'Fill it in or remove the row.',
    );
  }
}

export class BadLabel extends DataError {
  /** @param remedy - the rule that may be meant, where to write it, and whether most labels are 0 and 1 */
  constructor(
    path: string,
    position: CellPosition,
    column: string,
    cell: string,
    remedy: { readonly rule: string; readonly declaredIn: string; readonly isException: boolean },
  ) {
    const { rule, declaredIn, isException } = remedy;
    const written = `${declaredIn}: "label": {"column": "${shortName(column)}", "positive": ${shorten(rule)}}`;
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected the label 0 or 1, got ${quote(cell)}. ` +
        `${isException ? 'Fix the cell, or write' : 'Write'} in ${written}.`,
    );
  }
}

export class OneClass extends DataError {
  /** @param values - what the column holds, where a rule made the labels of it */
  constructor(path: string, column: string, label: number, values: readonly string[]) {
    const seen = values.length === 0 ? '' : ` by the rule, and the values are ${listNames(values)}`;
    const remedy = values.length === 0 ? '' : ', or change its "positive"';
    super(
      path,
      `column ${shortName(column)}: every label is ${label}${seen}, so there is nothing to learn. ` +
        `Give rows of both classes, 0 and 1${remedy}.`,
    );
  }
}

export class NegativeAmount extends DataError {
  constructor(path: string, position: CellPosition, column: string, amount: number) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: an amount cannot be negative, got ${amount}. ` +
        'Fix the data, or learn another column.',
    );
  }
}

export class NotANode extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected the id of a node, got ${shownCell(cell)}. ` +
        'Fill it in, or remove the row.',
    );
  }
}

export class TooManyNodes extends DataError {
  constructor(path: string, most: number) {
    super(path, `the edges name more than ${most.toLocaleString('en-US')} nodes. Leave some out.`);
  }
}

export class NotAWeight extends DataError {
  /** @param weighed such as 'an edge' */
  constructor(path: string, position: CellPosition, column: string, cell: string, weighed: string) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected the weight of ${weighed}, a number that is not negative, ` +
        `got ${shownCell(cell)}. Fix the cell, or remove the row.`,
    );
  }
}

export class NoWeight extends DataError {
  constructor(path: string, column: string) {
    super(
      path,
      `column ${shortName(column)}: every weight is 0, so there is nothing to learn. Give rows a weight above 0.`,
    );
  }
}

export class NotATime extends DataError {
  /** @param form - what the times of the column are, by its type or by its first cell */
  constructor(path: string, position: CellPosition, column: string, cell: string, form: 'number' | 'date') {
    const expected =
      form === 'number'
        ? 'a number, as the first time is'
        : 'a date such as 2026-11-30 or 2026-11-30T08:00:00Z';
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected ${expected}, got ${shownCell(cell)}. ` +
        'Fix the cell, or remove the row.',
    );
  }
}

/** The rows of a table cannot be parted as they are to be. */
export class CannotSplit extends DataError {}

/** What was held out of a training cannot be found again. */
export class HeldOutRowsGone extends DataError {}

export class MalformedTable extends DataError {}

/** A database gives no rows, or none that can be read; the path is what messages call the rows. */
export class DatabaseError extends DataError {}

export class SnapshotNotWritten extends DataError {
  /** @param reason - as the system or DuckDB says it */
  constructor(shown: string, folder: string, reason: string) {
    super(
      shown,
      `the rows cannot be kept in ${cutStart(folder, MAX_PATH_CHARACTERS)} (${cut(reason, MAX_CELL_CHARACTERS)}). Make room there, or name another folder by TMPDIR.`,
    );
  }
}

/** A log of predictions has no rows of what is wanted. */
export class NoLoggedRows extends DataError {
  /** @param wanted - a model, a version; '' where anything would do @param present - what there is of that */
  constructor(path: string, wanted: string, present: readonly string[]) {
    super(
      path,
      present.length === 0
        ? 'no line of the log is a prediction. Name what a service has written to PREDICTION_LOG.'
        : `no row of ${shortName(wanted)} is logged. There are rows of ${listNames(present)}.`,
    );
  }
}

/** A log of predictions has rows of several models, which are no one table. */
export class SeveralModels extends DataError {
  constructor(path: string, { flag, names }: { readonly flag: string; readonly names: readonly string[] }) {
    super(path, `the log has rows of ${listNames(names)}. Say which are meant, as in ${flag} ${names[0]}.`);
  }
}

/** Outcomes are told by items, and logged rows have none. */
export class WithoutItems extends DataError {
  constructor(path: string, item: string, features: readonly string[]) {
    super(
      path,
      `the logged rows have no feature "${shortName(item)}", and the model answers no ids. ` +
        `Name the feature that holds the item by --item-feature: there are ${listNames(features)}.`,
    );
  }
}

/** Two columns of one file would have the same name. */
export class ColumnTwice extends DataError {
  constructor(path: string, name: string) {
    super(
      path,
      `two columns would be called "${shortName(name)}". Rename that of the outcomes, or leave it out of --with.`,
    );
  }
}

export class SeparatorInEvent extends DataError {
  constructor(path: string, feature: string, event: string, separator: string) {
    super(
      path,
      `an event of ${shortName(feature)} is ${quote(event)}, and ${quote(separator)} stands between events in text. ` +
        'Write a .parquet file, or name another --separator.',
    );
  }
}

export class NotAMoment extends DataError {
  constructor(path: string, position: CellPosition, column: string, cell: string) {
    super(
      path,
      `${show(position)}, column ${shortName(column)}: expected a time such as 2026-11-30T12:00:00Z, or seconds since ` +
        `1970, got ${shownCell(cell)}. Fix the cell, or leave out --window.`,
    );
  }
}

/** No outcome belongs to a row that is logged. */
export class NothingJoined extends DataError {
  constructor(
    path: string,
    { outcomes, late, log }: { readonly outcomes: number; readonly late: number; readonly log: string },
  ) {
    super(
      path,
      late > 0
        ? `all ${late} outcomes of logged rows are later than the window. Give a longer --window.`
        : `none of ${outcomes} outcomes is of a row in ${cutStart(escapeControls(log), MAX_PATH_CHARACTERS)}. ` +
            'The request ids must be those that were answered in X-Request-ID.',
    );
  }
}

/** A list of JSON, or texts between the separators that a sequence has unless told otherwise. */
const LIST = /^\s*\[|\|/;

const MAX_PATH_CHARACTERS = 80;
const MAX_NAME_CHARACTERS = 40;
const MAX_CELL_CHARACTERS = 40;
const MAX_PROBLEM_CHARACTERS = 80;
/** For a list of names altogether. */
const MAX_LIST_CHARACTERS = 120;

function declaration(column: string, kind: string): string {
  return `{"name": "${shortName(column)}", "kind": "${kind}"}`;
}

function show({ row, line }: CellPosition): string {
  return line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
}

function shortName(name: string): string {
  return cut(escapeControls(name), MAX_NAME_CHARACTERS);
}

/** A cell, cut once it is escaped, since that makes it longer. */
function shorten(cell: string): string {
  return cut(escapeControls(cell), MAX_CELL_CHARACTERS);
}

function shownCell(cell: string): string {
  return cell.trim() === '' ? 'a blank cell' : quote(cell);
}

function quote(cell: string): string {
  return `"${cut(escapeControls(JSON.stringify(cell).slice(1, -1)), MAX_CELL_CHARACTERS)}"`;
}

/** As many names as have room, and how many more there are. */
function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const short = names.map(shortName);
  let listed = 1;
  let length = short[0].length;
  while (listed < short.length && length + short[listed].length + 2 <= MAX_LIST_CHARACTERS) {
    length += short[listed++].length + 2;
  }
  const more = names.length - listed;
  return short.slice(0, listed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
