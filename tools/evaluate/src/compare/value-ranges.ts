import type { SegmentColumn } from './compare-segments';

const RANGES = 5;

/**
 * A column whose values are numbers, by a few ranges of as many rows each; any other column as it is.
 *
 * @example
 * inRanges({ codes: ages, values: ['18', '19', …, '65'] }).values; // ['18 to 24', '25 to 31', …]
 */
export function inRanges(column: SegmentColumn): SegmentColumn {
  const numbers = column.values.map(Number);
  if (!numbers.every(Number.isFinite)) return column;
  const ofRows = Float64Array.from(
    column.codes.filter(code => code >= 0),
    code => numbers[code],
  ).sort();
  const starts = Array.from({ length: RANGES }, (_, i) => ofRows[Math.floor((i * ofRows.length) / RANGES)]);
  const rangeStarts = [...new Set(starts)];
  const rangeOf = (value: number): number => rangeStarts.findLastIndex(start => start <= value);
  const lasts = rangeStarts.map((start, i) =>
    numbers.reduce((last, value) => (rangeOf(value) === i ? Math.max(last, value) : last), start),
  );
  return {
    codes: column.codes.map(code => (code < 0 ? code : rangeOf(numbers[code]))),
    values: rangeStarts.map((start, i) => (start === lasts[i] ? `${start}` : `${start} to ${lasts[i]}`)),
  };
}
