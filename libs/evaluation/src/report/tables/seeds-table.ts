import { formatMetric } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** Metrics of trainings that differ by their seed. */
export interface ReportedSeeds {
  /** That of the version first. */
  readonly seeds: readonly number[];
  readonly metrics: readonly {
    readonly name: string;
    /** One a seed; null where it is not defined. */
    readonly values: readonly (number | null)[];
    readonly mean: number | null;
    readonly deviation: number | null;
  }[];
}

/** With more columns a table is hardly read. */
const MOST_SHOWN = 10;

export function seedsSection({ seeds, metrics }: ReportedSeeds): string {
  const shown = seeds.slice(0, MOST_SHOWN);
  const rows = metrics.map(({ name, values, mean, deviation }) => ({
    name,
    cells: [mean, deviation, ...values.slice(0, MOST_SHOWN)].map(value => cell(formatMetric(value))),
  }));
  const columns = ['', 'mean', 'deviation', ...shown.map(seed => `seed ${seed}`)];
  return section('Seeds', table({ className: 'metrics', columns, rows }), {
    note: `${seeds.length} trainings on the same rows; the version is that of seed ${seeds[0]}`,
  });
}
