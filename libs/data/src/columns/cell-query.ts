import { textOfCell } from './cell-form';
import type { ColumnSink } from './column-sink';
import { UnsuitableColumn } from '../errors';
import { numberFromText, numberFromTyped } from './numeric-cell';
import { timeOf } from './time-cell';
import type { SourceColumn, SourceFile } from '../sources/table-source';

/** A query of one column a sink. */
export interface CellQuery {
  readonly sql: string;
  /**
   * Which columns hold numbers as they are in a typed file, or NULL. The others hold numbers in the form of
   * `storeNumbers`, bytes of text that are never NULL, or text.
   */
  readonly typed: ReadonlySet<number>;
}

/** @throws UnsuitableColumn */
export function cellQuery(source: SourceFile, sinks: readonly ColumnSink[]): CellQuery {
  // Rows are to be counted alone.
  if (source.columns.length === 0) return { sql: `SELECT 1 FROM ${source.from}`, typed: new Set() };
  const inner: string[] = [];
  const outer: string[] = [];
  const typed = new Set<number>();
  source.columns.forEach((column, i) => {
    const cell = selectionOf(source.file.path, column, sinks[i], i);
    inner.push(...cell.inner);
    outer.push(`${cell.outer} AS r${i}`);
    if (cell.isTyped) typed.add(i);
  });
  const sql = `SELECT ${outer.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${source.from})`;
  return { sql, typed };
}

interface Selection {
  readonly inner: readonly string[];
  readonly outer: string;
  readonly isTyped?: boolean;
}

function selectionOf(path: string, column: SourceColumn, sink: ColumnSink, i: number): Selection {
  const { cell, name, type, form } = column;
  const text = `CAST(${cell} AS VARCHAR) AS t${i}`;
  const number = `TRY_CAST(${cell} AS DOUBLE) AS n${i}`;
  switch (sink.kind) {
    case 'text':
      return { inner: [text], outer: `t${i}` };
    case 'numeric':
      if (form === 'number' || type === 'BOOLEAN') {
        return { inner: [number], outer: numberFromTyped(`n${i}`, sink.missing), isTyped: true };
      }
      if (!TEXT_TYPE.test(type)) throw new UnsuitableColumn(path, name, type, 'numbers');
      return { inner: [text, number], outer: numberFromText(`t${i}`, `n${i}`, sink.missing) };
    case 'time':
      return timeOf(column, sink.form, i);
    case 'category':
      if (form === 'list' || form === 'other') throw new UnsuitableColumn(path, name, type, 'categories');
      return { inner: [`${textOfCell(column)} AS t${i}`], outer: `t${i}` };
    case 'sequence':
      if (form === 'other') throw new UnsuitableColumn(path, name, type, 'lists of categories');
      return { inner: [`${textOfCell(column)} AS t${i}`], outer: `t${i}` };
  }
}

/** Dates and the like are texts that never hold a number. */
const TEXT_TYPE = /^(VARCHAR|ENUM\(.*\)|JSON)$/;
