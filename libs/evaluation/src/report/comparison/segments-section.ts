import { formatDifference, formatMetric, formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';
import { differenceOf, verdictOf, type ComparedNumber } from './difference';

/** One metric by parts of the rows. */
export interface Segments {
  /** What tells the parts apart, such as `city`. */
  readonly by: string;
  readonly metric: string;
  readonly betterIf: 'more' | 'less';
  readonly segments: readonly (Omit<ComparedNumber, 'betterIf'> & {
    readonly name: string;
    readonly rows: number;
  })[];
}

/** Where a new version wins and loses, where it loses most first. */
export function segmentsSection({ by, metric, betterIf, segments }: Segments): string {
  const sign = betterIf === 'more' ? 1 : -1;
  const measured = segments.map(segment => {
    const difference = differenceOf(segment);
    return { ...segment, gain: difference === null ? null : sign * difference };
  });
  const sorted = measured.sort((a, b) => (a.gain ?? Infinity) - (b.gain ?? Infinity));
  return section(
    `${metric} by ${by}`,
    table({
      className: 'metrics plain',
      columns: [by, 'rows', 'new', 'current', 'difference'],
      rows: sorted.map(segment => ({
        name: segment.name,
        cells: [
          cell(formatNumber(segment.rows)),
          cell(formatMetric(segment.candidate)),
          cell(formatMetric(segment.current)),
          cell(formatDifference(differenceOf(segment)), verdictOf({ ...segment, betterIf })),
        ],
      })),
    }),
    { isWide: true },
  );
}
