import { Counter, Gauge, type Registry } from 'prom-client';
import { TalliedHistogram, ValueTally } from './tallied-histogram';

/** Scores lie between 0 and 1, and other outputs of ranking models in the hundreds. */
const DIFFERENCE_BUCKETS = [
  0, 0.000001, 0.00001, 0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 10, 100, 1_000,
];

/** The families of metrics about shadows. */
export interface ShadowFamilies {
  readonly rows: Counter;
  readonly dropped: Counter;
  readonly failures: Counter;
  readonly mean: Gauge;
  readonly differences: TalliedHistogram;
}

/** @param labelled - adds the labels that tell models apart to those of a family */
export function shadowFamilies(
  registry: Registry,
  labelled: (...labels: string[]) => string[],
): ShadowFamilies {
  const registers = [registry];
  return {
    rows: new Counter({
      name: 'model_shadow_rows_total',
      help: 'Rows that the shadow has scored, too',
      labelNames: labelled(),
      registers,
    }),
    dropped: new Counter({
      name: 'model_shadow_dropped_total',
      help: 'Answered rows that the shadow did not score since it was behind, or since it would have taken too much',
      labelNames: labelled(),
      registers,
    }),
    failures: new Counter({
      name: 'model_shadow_failures_total',
      help: 'Answered rows that the shadow could not score, or whose scores cannot be compared',
      labelNames: labelled(),
      registers,
    }),
    mean: new Gauge({
      name: 'model_shadow_abs_difference',
      help: 'Mean absolute difference between the scores of the shadow and those answered, since either is loaded',
      labelNames: labelled('output'),
      aggregator: 'average',
      registers,
    }),
    differences: new TalliedHistogram({
      name: 'model_shadow_difference',
      help: 'Absolute difference between a score of the shadow and the one answered',
      buckets: DIFFERENCE_BUCKETS,
      labelNames: labelled('output'),
      registers,
    }),
  };
}

/** What is counted of the shadow of one model. */
export class ShadowMetrics {
  readonly #means = new Map<string, { sum: number; size: number }>();

  constructor(
    private readonly families: ShadowFamilies,
    private readonly labels: Readonly<Record<string, string>>,
  ) {}

  countRows(rows: number): void {
    this.families.rows.inc(this.labels, rows);
  }

  countDropped(rows: number): void {
    this.families.dropped.inc(this.labels, rows);
  }

  countFailures(rows: number): void {
    this.families.failures.inc(this.labels, rows);
  }

  /** An empty tally of absolute differences. */
  tally(): ValueTally {
    return new ValueTally(this.families.differences.bounds);
  }

  /** @param output - which of several outputs was compared; null for the only one */
  addDifferences(output: string | null, tally: ValueTally): void {
    if (tally.size === 0) return;
    const labels = output === null ? this.labels : { ...this.labels, output };
    this.families.differences.tallyOf(labels).merge(tally);
    const mean = this.#means.get(output ?? '') ?? { sum: 0, size: 0 };
    mean.sum += tally.sum;
    mean.size += tally.size;
    this.#means.set(output ?? '', mean);
    this.families.mean.set(labels, mean.sum / mean.size);
  }

  /** Begins the means anew: another pair of versions is compared. */
  forgetMeans(): void {
    this.#means.clear();
  }
}
