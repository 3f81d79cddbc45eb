import { formatNumber } from '../drawing/number-format';
import { escapeHtml } from './escape-html';

/** A table whose rows have a name each. */
export interface Table {
  /** What decides how it looks, such as `metrics`. */
  readonly className: string;
  /** What stands above the names of the rows, then above each further column; none is written if all are empty. */
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** The text above a column, or that and a class for how the column looks. */
export type Column = string | { readonly text: string; readonly className: string };

export interface TableRow {
  readonly name: string;
  /** Stands small behind the name. @default nothing */
  readonly beside?: string;
  /** Where the name leads. @default nowhere */
  readonly href?: string;
  /** By which links lead to the row. @default none do */
  readonly id?: string;
  /** HTML, as `cell` and `barCell` write it. */
  readonly cells: readonly string[];
}

/** HTML of a table. */
export function table({ className, columns, rows }: Table): string {
  const heads = columns.some(column => textOf(column) !== '')
    ? `<thead><tr>${columns.map(headCell).join('')}</tr></thead>`
    : '';
  const body = rows.map(({ name, beside, href, id, cells }) => {
    const small = beside === undefined ? '' : ` <span class="amount">${escapeHtml(beside)}</span>`;
    const text = href === undefined ? escapeHtml(name) : link(href, name);
    const anchor = id === undefined ? '' : ` id="${escapeHtml(id)}"`;
    return `<tr${anchor}><th scope="row">${text}${small}</th>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table class="${className}">${heads}<tbody>${body.join('')}</tbody></table></div>`;
}

/** A table that shows when its line is opened. */
export function hiddenTable(content: Table): string {
  return `<details><summary>Numbers</summary>${table(content)}</details>`;
}

/** A cell of text. */
export function cell(text: string, className = ''): string {
  return `<td${className === '' ? '' : ` class="${className}"`}>${escapeHtml(text)}</td>`;
}

/** A cell of a text that leads somewhere. */
export function linkCell(href: string, text: string): string {
  return `<td>${link(href, text)}</td>`;
}

/** A table cell with a number and a bar, as long as it is in comparison with the most. */
export function barCell(
  value: number | undefined,
  most: number,
  { className = '', format = formatNumber }: { className?: string; format?: (value: number) => string } = {},
): string {
  if (value === undefined) return '<td>–</td>';
  const width = most > 0 ? Math.max(0, (value / most) * 100) : 0;
  const classes = className === '' ? 'bar' : `bar ${className}`;
  return (
    `<td><div class="measured"><span class="amount">${format(value)}</span>` +
    `<span class="track"><span class="${classes}" style="width:${width.toFixed(1)}%"></span></span></div></td>`
  );
}

function link(href: string, text: string): string {
  return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
}

function headCell(column: Column): string {
  const className = typeof column === 'string' ? '' : ` class="${column.className}"`;
  return `<th scope="col"${className}>${escapeHtml(textOf(column))}</th>`;
}

function textOf(column: Column): string {
  return typeof column === 'string' ? column : column.text;
}
