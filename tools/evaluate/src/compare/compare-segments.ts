import type { Segment } from '../show/evaluation';
import { compareVersions } from './compare-versions';
import { takeScoredRows, type ScoredRows } from './scored-rows';
import { inRanges } from './value-ranges';

/** A segment of fewer rows says nothing. */
const LEAST_ROWS = 100;
/** Of a column, the values of which there are most rows. */
const MOST_VALUES = 20;

/** A column by which rows are told apart: the value of each row, as a place in `values`, below 0 for none. */
export interface SegmentColumn {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** The comparison of the rows of each value of some columns, or of each range of many numbers; the largest first. */
export function compareSegments(rows: ScoredRows, columns: ReadonlyMap<string, SegmentColumn>): Segment[] {
  return [...columns].flatMap(([column, byValue]) => {
    const { codes, values } = byValue.values.length > MOST_VALUES ? inRanges(byValue) : byValue;
    return [...rowsByCode(codes)]
      .filter(([, ofCode]) => ofCode.length >= LEAST_ROWS)
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, MOST_VALUES)
      .map(([code, ofCode]) => ({
        column,
        value: code < 0 ? null : values[code],
        rows: ofCode.length,
        metrics: compareVersions(takeScoredRows(rows, Uint32Array.from(ofCode)), rows.rowCount),
      }));
  });
}

function rowsByCode(codes: Int32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  codes.forEach((code, row) => {
    const known = rows.get(code);
    if (known) known.push(row);
    else rows.set(code, [row]);
  });
  return rows;
}
