import type { Counter, Gauge, Histogram } from 'prom-client';

/** The families of metrics that every model of a process has a part of. */
export interface ModelFamilies {
  readonly requests: Counter;
  readonly duration: Histogram;
  readonly rows: Histogram;
  readonly missing: Counter;
  readonly invalid: Counter;
  readonly unknown: Counter;
  readonly unknownRows: Counter;
  readonly reloads: Counter;
  readonly version: Gauge;
  readonly wantedVersion: Gauge;
  readonly behind: Gauge;
}

/** What is counted and shown of one model. */
export class ModelMetrics {
  /** The counters that are in use, so that a request need not look its labels up. */
  readonly #requestsByStatus = new Map<number, Counter.Internal>();
  readonly #duration: Histogram.Internal<string>;
  readonly #rows: Histogram.Internal<string>;
  /** What is shown as loaded, and as named. */
  #shownVersion: string | null = null;
  #shownWanted: string | null = null;

  /** @param labels - those that tell the model apart; none where a process serves one */
  constructor(
    private readonly families: ModelFamilies,
    private readonly labels: Readonly<Record<string, string>>,
  ) {
    this.#duration = families.duration.labels(labels);
    this.#rows = families.rows.labels(labels);
    families.behind.set(labels, 1);
  }

  /** @param seconds - null for a request that never arrived whole */
  countPrediction(status: number, seconds: number | null): void {
    let requests = this.#requestsByStatus.get(status);
    if (!requests) {
      requests = this.families.requests.labels({ ...this.labels, status: String(status) });
      this.#requestsByStatus.set(status, requests);
    }
    requests.inc();
    if (seconds !== null) this.#duration.observe(seconds);
  }

  countRows(rows: number): void {
    this.#rows.observe(rows);
  }

  countMissing(feature: string, count: number): void {
    this.families.missing.inc({ ...this.labels, feature }, count);
  }

  countInvalid(feature: string, count: number): void {
    this.families.invalid.inc({ ...this.labels, feature }, count);
  }

  countUnknown(feature: string, count: number): void {
    this.families.unknown.inc({ ...this.labels, feature }, count);
  }

  countUnknownRows(count: number): void {
    this.families.unknownRows.inc(this.labels, count);
  }

  countReload(status: 'success' | 'failure'): void {
    this.families.reloads.inc({ ...this.labels, status });
  }

  /** Shows `version` as the loaded one, and no other; null for none. */
  showVersion(version: string | null): void {
    this.#showOnly(this.families.version, this.#shownVersion, version);
    this.#shownVersion = version;
  }

  /** Shows the version that is named, null for none, and whether it is what serves. */
  showWanted(version: string | null, isServing: boolean): void {
    this.#showOnly(this.families.wantedVersion, this.#shownWanted, version);
    this.#shownWanted = version;
    this.families.behind.set(this.labels, isServing ? 0 : 1);
  }

  #showOnly(gauge: Gauge, shown: string | null, version: string | null): void {
    if (shown !== null && shown !== version) gauge.remove({ ...this.labels, version: shown });
    if (version !== null) gauge.set({ ...this.labels, version }, 1);
  }
}
