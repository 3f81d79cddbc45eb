import { auc, groupAuc } from '@reckit/evaluation';
import { codeOfRow, RowSample, type RawColumn } from '@reckit/features';
import type { ExaminedData, ExaminedLabel } from '../examined-data';
import type { Finding } from '../finding';

/** No feature that is known before the label is does so well by itself. */
const TOO_GOOD = 0.999;
/** Rows of each label that are looked at. The AUC does not depend on how many there are of the other. */
const ROWS_OF_LABEL = 4_096;
/** Rows among which they are looked for first. */
const LOOKED_FOR = 65_536;
/** Of fewer, some feature does well by chance. */
const ENOUGH_ROWS = 20;
/** Numbers with so few values may be codes, whose order means nothing. */
const FEW_VALUES = 50;

/** One of so many of these rows is looked at first. */
const GLANCED_AT = 16;
/** What some hundred rows have of a feature that tells the label apart is far above this. */
const PROMISING = 0.95;

/** Features that tell a label apart all by themselves: most often they were written down after it. */
export function leaks({ spec: { features }, read: { columns }, labels }: ExaminedData): Finding[] {
  return labels.flatMap(label => {
    const sample = label.isBinary ? rowsOfBoth(label) : null;
    if (sample === null) return [];
    const glance = labelled(
      sample.rows.filter((_, i) => i % GLANCED_AT === 0),
      label,
    );
    return features.flatMap(({ name }): Finding[] => {
      const column = columns.get(name);
      const area = column === undefined ? 0 : aloneAuc(column, sample, glance);
      if (area <= TOO_GOOD) return [];
      const message = `tells the label ${label.name} apart all by itself (AUC ${area.toFixed(4)}); was it written down after it?`;
      return [{ check: 'leak', column: name, message }];
    });
  });
}

/** Some rows with their labels. */
interface LabelledRows {
  readonly rows: Uint32Array;
  readonly is: Float32Array;
}

function labelled(rows: Uint32Array, { values }: ExaminedLabel): LabelledRows {
  return { rows, is: Float32Array.from(rows, row => values[row]) };
}

/** Rows of either label; null where there are too few to tell. */
function rowsOfBoth(label: ExaminedLabel): LabelledRows | null {
  const { values, positives } = label;
  const counts = [values.length - positives, positives];
  if (Math.min(...counts) < ENOUGH_ROWS) return null;
  const some = [...new RowSample(values.length, LOOKED_FOR).places()];
  const byLabel = [0, 1].map(value => some.filter(row => values[row] === value));
  // Of a rare label all rows are needed.
  const found = byLabel.map((rows, value) =>
    rows.length >= Math.min(ROWS_OF_LABEL, counts[value]) ? rows : rowsOf(values, value),
  );
  const drawn = found
    .map(rows => Uint32Array.from(rows))
    .flatMap(rows => [...new RowSample(rows.length, ROWS_OF_LABEL).draw(rows)])
    .sort((a, b) => a - b);
  return labelled(Uint32Array.from(drawn), label);
}

function rowsOf(values: Float32Array, label: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if (values[row] === label) rows.push(row);
  return rows;
}

function aloneAuc(column: RawColumn, sample: LabelledRows, glance: LabelledRows): number {
  switch (column.kind) {
    case 'numeric':
      return numberAuc(column.values, sample, glance);
    case 'category':
    case 'sequence':
      return (
        groupAuc(
          sample.is,
          Int32Array.from(sample.rows, row => codeOfRow(column, row)),
        ) ?? 0
      );
  }
}

/** By the order of the numbers, rows without one first or last; and by the numbers as groups, where they are few. */
function numberAuc(column: Float32Array, sample: LabelledRows, glance: LabelledRows): number {
  const some = valuesAt(column, glance.rows);
  // Of most features a glance tells that neither says much, and sorting is spared.
  const isPromising = orderAuc(some, glance.is) > PROMISING;
  const mayBeCodes = hasFewValues(some);
  if (!isPromising && !mayBeCodes) return 0;
  const values = valuesAt(column, sample.rows);
  const ordered = isPromising ? orderAuc(values, sample.is) : 0;
  const grouped = mayBeCodes && hasFewValues(values) ? (groupAuc(sample.is, values) ?? 0) : 0;
  return Math.max(ordered, grouped);
}

function valuesAt(column: Float32Array, rows: Uint32Array): Float32Array {
  const values = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]];
  return values;
}

function orderAuc(values: Float32Array, labels: Float32Array): number {
  const places = values.some(Number.isNaN) ? [-FARTHEST, FARTHEST] : [0];
  const areas = places.map(place => {
    const complete = values.map(value => (Number.isNaN(value) ? place : value));
    // Where a label is not among a few rows, these tell nothing.
    const area = auc(labels, complete) ?? 1;
    return Math.max(area, 1 - area);
  });
  return Math.max(...areas);
}

/** The greatest float32. */
const FARTHEST = 2 ** 127 * (2 - 2 ** -23);

function hasFewValues(values: Float32Array): boolean {
  const seen = new Set<number>();
  for (const value of values) if (seen.add(value).size > FEW_VALUES) return false;
  return true;
}
