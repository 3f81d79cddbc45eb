import type { Cell, Column, MeasureReport } from './measure-report';
import type { RunDescription } from './run-description';

/** Where, with what and when the figures were measured. */
export function formatRun(run: RunDescription): string {
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  const warning = run.quick ? ' (quick mode: figures mean nothing)' : '';
  return [`${run.machine}  `, `${versions.join(', ')}  `, run.date + warning].join('\n');
}

/** A report as Markdown: its title, its table, its targets and notes. */
export function formatReport({ title, columns, rows, targets, notes }: MeasureReport): string {
  const parts = [`## ${title}`];
  if (rows.length > 0) parts.push(formatTable(columns, rows));
  if (targets.length > 0) parts.push(formatTable(TARGET_COLUMNS, targets.map(toRow)));
  if (notes.length > 0) parts.push(notes.join('\n'));
  return parts.join('\n\n');
}

const TARGET_COLUMNS: readonly Column[] = [
  { key: 'target', title: 'target' },
  { key: 'measured', title: 'measured' },
  { key: 'met', title: 'met' },
];

function toRow({ text, measured, met }: MeasureReport['targets'][number]): Record<string, Cell> {
  return { target: text, measured, met: met ? 'met' : 'NOT met' };
}

function formatTable(columns: readonly Column[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const texts = rows.map(row => columns.map(column => formatCell(row[column.key] ?? '', column)));
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...texts.map(cells => cells[i].length)),
  );
  const numeric = columns.map(({ key }) => rows.every(row => typeof row[key] !== 'string'));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`;
  const rule = widths.map((width, i) => (numeric[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(columns.map(({ title }) => title)), line(rule), ...texts.map(line)].join('\n');
}

function formatCell(cell: Cell, { decimals = 0 }: Column): string {
  if (typeof cell === 'string') return cell;
  return cell.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
