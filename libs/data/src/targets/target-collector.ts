import type { DuckDBConnection } from '@duckdb/node-api';
import { MissingWords } from '@reckit/features';
import { CategoryCollector } from '../columns/category-column';
import type { ColumnSink } from '../columns/column-sink';
import { completeValues } from '../columns/complete-values';
import { NumericCollector } from '../columns/numeric-collector';
import { placeOf, rowInFiles } from '../columns/scan-columns';
import { BadLabel, DifferentColumns, MissingLabel, NegativeAmount, OneClass } from '../errors';
import { queryColumns } from '../sources/duckdb';
import type { SourceColumn, SourceFile, TableSource } from '../sources/table-source';
import { comparisonOf, labelText } from './positive-values';
import { suggestRule, type LabelValue } from './suggest-rule';
import type { LabelRequest, TargetRequest } from './target-request';

/** Gathers a column to learn. */
export interface TargetCollector {
  readonly sink: ColumnSink;
  /**
   * The values of all rows, checked.
   *
   * @throws MissingLabel, BadLabel, OneClass, NegativeAmount
   */
  values(rowCount: number): Promise<Float32Array>;
}

/** The collector of a target in one column of a source. */
export function targetCollector(
  connection: DuckDBConnection,
  source: TableSource,
  column: SourceColumn,
  target: TargetRequest,
): TargetCollector {
  if (typeof target === 'string') return numbers(source, column);
  if (target.kind === 'amount') return amounts(source, column);
  const label = new LabelColumn(connection, source, column, target);
  switch (target.positive?.kind) {
    case undefined:
      return binaryLabels(source, column, label);
    case 'compare':
      return comparedLabels(source, column, label, target.positive);
    case 'values':
      return listedLabels(source, column, label, target.positive.values);
  }
}

function numbers(source: TableSource, { name }: SourceColumn): TargetCollector {
  const collector = new NumericCollector(source.expectedRows, false);
  return {
    sink: collector.sink,
    values: async rowCount => (await completeValues(source, [{ name, collector }], rowCount))[0],
  };
}

function amounts(source: TableSource, column: SourceColumn): TargetCollector {
  const read = numbers(source, column);
  return {
    sink: read.sink,
    values: async rowCount => {
      const values = await read.values(rowCount);
      const row = values.findIndex(value => value < 0);
      if (row < 0) return values;
      const { path, position } = await placeOf(source, row + 1);
      throw new NegativeAmount(path, position, column.name, values[row]);
    },
  };
}

/** Labels that are 0 and 1 already. */
function binaryLabels(source: TableSource, column: SourceColumn, label: LabelColumn): TargetCollector {
  const collector = new NumericCollector(source.expectedRows, false);
  // Compared before they are rounded: a number a hair from 1 is no label.
  const sink = mapped(collector, number => (number === 0 || number === 1 ? number : OTHER));
  return {
    sink: { ...sink, refusal: row => label.refusal(row) },
    values: async rowCount => {
      const [values] = await completeValues(source, [{ name: column.name, collector }], rowCount);
      const row = values.indexOf(OTHER);
      if (row >= 0) throw await label.refusal(row + 1);
      return label.ofBothClasses(values);
    },
  };
}

/** What stands for a number that is neither 0 nor 1. */
const OTHER = 2;

function comparedLabels(
  source: TableSource,
  column: SourceColumn,
  label: LabelColumn,
  rule: Parameters<typeof comparisonOf>[0],
): TargetCollector {
  const collector = new NumericCollector(source.expectedRows, false);
  assertOneWidth(source, column);
  // A column of float32 holds the nearest of its numbers to the one that is written in the rule.
  const value = column.type === 'FLOAT' ? Math.fround(rule.value) : rule.value;
  const isPositive = comparisonOf({ ...rule, value });
  return {
    sink: mapped(collector, number => (isPositive(number) ? 1 : 0)),
    values: async rowCount => {
      const [values] = await completeValues(source, [{ name: column.name, collector }], rowCount);
      return label.ofBothClasses(values);
    },
  };
}

/** A number cannot be compared with the cells of files of which some have float32 and others float64. */
function assertOneWidth({ files, columns }: TableSource, column: SourceColumn): void {
  const index = columns.indexOf(column);
  for (const file of files) {
    const { type } = file.columns[index];
    if ((type === 'FLOAT') !== (column.type === 'FLOAT')) {
      throw new DifferentColumns(file.file.path, column.name, type, column.type, files[0].file.path);
    }
  }
}

/** The sink of a collector that stores what `map` makes of the finite numbers, in float64. */
function mapped(collector: NumericCollector, map: (number: number) => number) {
  const { sink } = collector;
  return {
    ...sink,
    store: (cells: Float64Array, firstRow: number) =>
      sink.store(
        cells.map(cell => (cell - cell === 0 ? map(cell) : cell)),
        firstRow,
      ),
  };
}

function listedLabels(
  source: TableSource,
  column: SourceColumn,
  label: LabelColumn,
  positive: readonly (string | number | boolean)[],
): TargetCollector {
  const collector = new CategoryCollector(column.form, new MissingWords(), source.expectedRows);
  return {
    sink: collector.sink,
    values: async rowCount => {
      const { codes, values } = collector.column(rowCount);
      const missing = codes.findIndex(code => code < 0);
      if (missing >= 0) {
        const { path, position } = await placeOf(source, missing + 1);
        throw new MissingLabel(path, position, column.name, collector.missingCount());
      }
      const texts = new Set(positive.map(labelText));
      const labels = Float32Array.from(values, value => (texts.has(labelText(value)) ? 1 : 0));
      return label.ofBothClasses(Float32Array.from(codes, code => labels[code]));
    },
  };
}

/** Distinct values that are looked at for a rule to suggest. */
const MAX_VALUES = 1000;
/** Files of a table that are looked at for them. */
const FILES_LOOKED_AT = 100;

/** The column of a label, for what is said of it. */
class LabelColumn {
  constructor(
    readonly connection: DuckDBConnection,
    readonly source: TableSource,
    readonly column: SourceColumn,
    readonly request: LabelRequest,
  ) {}

  /** The error for a 1-based row whose label is neither 0 nor 1. */
  async refusal(row: number): Promise<BadLabel> {
    const { name } = this.column;
    const { file, row: rowInFile } = rowInFiles(this.source, row);
    const [[text]] = await queryColumns(
      this.connection,
      `SELECT CAST(${this.#cellIn(file)} AS VARCHAR) FROM ${file.from} LIMIT 1 OFFSET ${rowInFile - 1}`,
    );
    const values = await this.#values();
    const labels = values.map(value => labelText(value.text));
    const { path, position } = await placeOf(this.source, row);
    return new BadLabel(path, position, name, text ?? '', {
      rule: suggestRule(values),
      declaredIn: this.request.declaredIn ?? 'the feature file',
      isException: labels.includes('0') && labels.includes('1'),
    });
  }

  /** The labels, if there are positive ones, and negative ones where these are needed. */
  async ofBothClasses(labels: Float32Array): Promise<Float32Array> {
    const { allPositive = false } = this.request;
    if (labels.includes(1) && (allPositive || labels.includes(0))) return labels;
    const { positive } = this.request;
    const values = positive === undefined ? [] : (await this.#values()).map(({ text }) => text);
    throw new OneClass(this.source.path, this.column.name, labels[0], values);
  }

  /** The distinct values, the most frequent first. */
  async #values(): Promise<LabelValue[]> {
    const cells = this.source.files
      .slice(0, FILES_LOOKED_AT)
      .map(file => `SELECT trim(CAST(${this.#cellIn(file)} AS VARCHAR)) AS v FROM ${file.from}`)
      .join(' UNION ALL ');
    const [texts, counts] = await queryColumns(
      this.connection,
      `SELECT v, count(*) FROM (${cells}) WHERE v <> '' GROUP BY v ORDER BY count(*) DESC, v LIMIT ${MAX_VALUES}`,
    );
    return texts.map((text, i) => ({ text: text ?? '', rows: Number(counts[i]) }));
  }

  #cellIn(file: SourceFile): string {
    const index = this.source.columns.indexOf(this.column);
    return file.columns[index].cell;
  }
}
