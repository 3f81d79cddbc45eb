import { Histogram, type HistogramConfiguration } from 'prom-client';

/** What was counted of values with the same labels. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly tally: ValueTally;
}

/** What was counted of values. */
export class ValueTally {
  /** By the position of the bound that is the first not below the value; the last entry is for all beyond. */
  readonly counts: Float64Array;
  sum = 0;
  size = 0;

  readonly #bounds: Float64Array;

  /** @param bounds - the upper bounds of the buckets, rising */
  constructor(bounds: readonly number[]) {
    this.#bounds = Float64Array.from(bounds);
    this.counts = new Float64Array(bounds.length + 1);
  }

  add(value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    let beyond = bounds.length;
    while (bucket < beyond) {
      const middle = (bucket + beyond) >>> 1;
      if (value > bounds[middle]) bucket = middle + 1;
      else beyond = middle;
    }
    this.counts[bucket]++;
    this.sum += value;
    this.size++;
  }

  /** Takes in another one with the same bounds. */
  merge({ counts, sum, size }: ValueTally): void {
    for (const [bucket, count] of counts.entries()) this.counts[bucket] += count;
    this.sum += sum;
    this.size += size;
  }
}

/** A histogram that shows what was counted elsewhere: to observe thousands of values one by one takes milliseconds. */
export class TalliedHistogram extends Histogram {
  readonly bounds: readonly number[];
  readonly #name: string;
  readonly #help: string;
  readonly #series = new Map<string, Series>();

  constructor(configuration: HistogramConfiguration<string> & { readonly buckets: number[] }) {
    super(configuration);
    this.#name = configuration.name;
    this.#help = configuration.help;
    this.bounds = configuration.buckets;
  }

  /** The tally of values with these labels, to be added to. */
  tallyOf(labels: Readonly<Record<string, string>>): ValueTally {
    const key = JSON.stringify(labels);
    const series = this.#series.get(key) ?? { labels, tally: new ValueTally(this.bounds) };
    this.#series.set(key, series);
    return series.tally;
  }

  /** Shows what was tallied with these labels no more. */
  forget(labels: Readonly<Record<string, string>>): void {
    this.#series.delete(JSON.stringify(labels));
  }

  /** What the registry writes its text from; `get`, which the library has, makes of it what JSON shows. */
  async getForPromString(): Promise<object> {
    return {
      name: this.#name,
      help: this.#help,
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.#series.values()].flatMap(series => this.#samplesOf(series)),
    };
  }

  #samplesOf({ labels, tally: { counts, sum } }: Series): object[] {
    let count = 0;
    const buckets = [...this.bounds, '+Inf'].map((le, bucket) => {
      count += counts[bucket];
      return { metricName: `${this.#name}_bucket`, labels: { le }, sharedLabels: labels, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels: {}, sharedLabels: labels, value: sum },
      { metricName: `${this.#name}_count`, labels: {}, sharedLabels: labels, value: count },
    ];
  }
}
