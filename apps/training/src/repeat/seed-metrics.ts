import type { Metrics } from '../report/shown-metrics';

/** What a training with a seed measured. */
export interface SeedMetrics {
  readonly seed: number;
  readonly metrics: Metrics;
}

/** A metric over some seeds; null where it is not defined. */
export interface SpreadMetric {
  readonly name: string;
  /** One a seed. */
  readonly values: readonly (number | null)[];
  /** Of those that are defined. */
  readonly mean: number | null;
  /** Of a sample, so divided by one less than there are; null of less than two. */
  readonly deviation: number | null;
}

/** Each metric over all seeds, in the order of the first. */
export function spreadOf(seeds: readonly SeedMetrics[]): SpreadMetric[] {
  return Object.keys(seeds[0].metrics).map(name => {
    const values = seeds.map(({ metrics }) => metrics[name] ?? null);
    const defined = values.filter(value => value !== null);
    const mean = defined.length === 0 ? null : sum(defined) / defined.length;
    const deviation =
      mean === null || defined.length < 2
        ? null
        : Math.sqrt(sum(defined.map(value => (value - mean) ** 2)) / (defined.length - 1));
    return { name, values, mean, deviation };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
