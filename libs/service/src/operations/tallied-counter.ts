import { Counter, type MetricObjectWithValues, type MetricValue } from 'prom-client';

/** How often something has happened. */
export interface CountTally {
  count: number;
}

interface Series extends CountTally {
  readonly labels: Readonly<Record<string, string>>;
  /** How much of the count the counter has. */
  shown: number;
}

/** A counter of what happens at every request: it is counted by whoever sees it, and looked up when it is read. */
export class TalliedCounter extends Counter {
  readonly #series = new Map<string, Series>();

  /** What is counted with these labels, to be added to. */
  tallyOf(labels: Readonly<Record<string, string>>): CountTally {
    const key = JSON.stringify(labels);
    const series = this.#series.get(key) ?? { labels, count: 0, shown: 0 };
    this.#series.set(key, series);
    return series;
  }

  /** Shows what has been counted with these labels no more. */
  forget(labels: Readonly<Record<string, string>>): void {
    this.#series.delete(JSON.stringify(labels));
    this.remove(labels);
  }

  /** What the registry reads. */
  override get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    for (const series of this.#series.values()) {
      this.inc(series.labels, series.count - series.shown);
      series.shown = series.count;
    }
    return super.get();
  }
}
