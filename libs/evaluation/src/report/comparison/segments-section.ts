import { formatDifference, formatMetric, formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** One metric by parts of the rows. */
export interface Segments {
  /** What tells the parts apart, such as `city`. */
  readonly by: string;
  readonly metric: string;
  readonly betterIf: 'more' | 'less';
  readonly segments: readonly {
    readonly name: string;
    readonly rows: number;
    readonly current: number | null;
    readonly candidate: number | null;
  }[];
}

/** Where a new version wins and loses, where it loses most first. */
export function segmentsSection({ by, metric, betterIf, segments }: Segments): string {
  const sign = betterIf === 'more' ? 1 : -1;
  const measured = segments.map(segment => {
    const { candidate, current } = segment;
    return { ...segment, gain: candidate === null || current === null ? null : sign * (candidate - current) };
  });
  const sorted = measured.sort((a, b) => (a.gain ?? Infinity) - (b.gain ?? Infinity));
  return section(
    `${metric} by ${by}`,
    table({
      className: 'metrics plain',
      columns: [by, 'rows', 'new', 'current', 'difference'],
      rows: sorted.map(({ name, rows, candidate, current, gain }) => ({
        name,
        cells: [
          cell(formatNumber(rows)),
          cell(formatMetric(candidate)),
          cell(formatMetric(current)),
          cell(
            formatDifference(gain === null ? null : sign * gain),
            gain === null || gain === 0 ? '' : gain > 0 ? 'better' : 'worse',
          ),
        ],
      })),
    }),
    { isWide: true },
  );
}
