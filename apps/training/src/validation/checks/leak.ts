import { auc, groupAuc } from '@reckit/evaluation';
import { codeOfRow, RowSample, type RawColumn } from '@reckit/features';
import type { ExaminedData, ExaminedLabel } from '../examined-data';
import type { Finding } from '../finding';

/** No feature that is known before the label is does so well by itself. */
const TOO_GOOD = 0.999;
/** Rows of each label that are looked at. The AUC does not depend on how many there are of the other. */
const ROWS_OF_LABEL = 4_096;
/** Of fewer, some feature does well by chance. */
const ENOUGH_ROWS = 20;
/** Numbers with so few values may be codes, whose order means nothing. */
const FEW_VALUES = 50;

/** Features that tell a label apart all by themselves: most often they were written down after it. */
export function leaks({ spec: { features }, read: { columns }, labels }: ExaminedData): Finding[] {
  return labels.flatMap(label => {
    const sample = label.isBinary ? rowsOfBoth(label) : null;
    if (sample === null) return [];
    const { rows, is } = sample;
    return features.flatMap(({ name }): Finding[] => {
      const column = columns.get(name);
      const area = column === undefined ? 0 : aloneAuc(column, rows, is);
      if (area <= TOO_GOOD) return [];
      const message = `tells the label ${label.name} apart all by itself (AUC ${area.toFixed(4)}); was it written down after it?`;
      return [{ check: 'leak', column: name, message }];
    });
  });
}

/** Rows of either label with their labels; null where there are too few to tell. */
function rowsOfBoth({
  values,
  positives,
}: ExaminedLabel): { readonly rows: Uint32Array; readonly is: Float32Array } | null {
  const counts = [values.length - positives, positives];
  if (Math.min(...counts) < ENOUGH_ROWS) return null;
  const samples = counts.map(count => new RowSample(count, ROWS_OF_LABEL));
  const seen = [0, 0];
  const drawn: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const label = values[row];
    if (samples[label].has(seen[label]++)) drawn.push(row);
  }
  return { rows: Uint32Array.from(drawn), is: Float32Array.from(drawn, row => values[row]) };
}

function aloneAuc(column: RawColumn, rows: Uint32Array, labels: Float32Array): number {
  switch (column.kind) {
    case 'numeric':
      return numberAuc(
        Float32Array.from(rows, row => column.values[row]),
        labels,
      );
    case 'category':
    case 'sequence':
      return (
        groupAuc(
          labels,
          Int32Array.from(rows, row => codeOfRow(column, row)),
        ) ?? 0
      );
  }
}

/** By the order of the numbers, rows without one first or last; and by the numbers as groups, where they are few. */
function numberAuc(values: Float32Array, labels: Float32Array): number {
  const places = values.some(Number.isNaN) ? [-FARTHEST, FARTHEST] : [0];
  const areas = places.map(place => {
    const area =
      auc(
        labels,
        values.map(value => (Number.isNaN(value) ? place : value)),
      ) ?? 0;
    return Math.max(area, 1 - area);
  });
  if (hasFewValues(values)) areas.push(groupAuc(labels, values) ?? 0);
  return Math.max(...areas);
}

/** The greatest float32. */
const FARTHEST = 2 ** 127 * (2 - 2 ** -23);

function hasFewValues(values: Float32Array): boolean {
  const seen = new Set<number>();
  for (const value of values) if (seen.add(value).size > FEW_VALUES) return false;
  return true;
}
