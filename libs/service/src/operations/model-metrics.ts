import type { Counter, Gauge } from 'prom-client';
import { ShadowMetrics, type ShadowFamilies } from './shadow-metrics';
import type { CountTally, TalliedCounter } from './tallied-counter';
import type { TalliedHistogram, ValueTally } from './tallied-histogram';

/** The families of metrics that every model of a process has a part of. */
export interface ModelFamilies {
  readonly requests: TalliedCounter;
  readonly duration: TalliedHistogram;
  readonly rows: TalliedHistogram;
  readonly missing: Counter;
  readonly invalid: Counter;
  readonly unknown: Counter;
  readonly unknownRows: Counter;
  readonly reloads: Counter;
  readonly version: Gauge;
  readonly wantedVersion: Gauge;
  readonly behind: Gauge;
  readonly versionPredictions: TalliedCounter;
  readonly versionDuration: TalliedHistogram;
  readonly versionScores: TalliedHistogram;
  readonly labelShares: Gauge;
  readonly loadedVersions: Gauge;
  readonly missingVersions: Gauge;
  readonly shadow: ShadowFamilies;
}

/** Counters of so many versions are kept after those that are loaded, so that the last requests are seen. */
const KEPT_VERSIONS = 20;

/** And so many histograms, which have dozens of series each. */
const KEPT_HISTOGRAMS = 2;

/** The histograms of one version. */
interface VersionHistograms {
  readonly duration: ValueTally;
  /** The outputs whose scores are counted; null for the only one. */
  readonly outputs: Set<string | null>;
}

/** A label, and what it means. */
interface ShownLabel {
  readonly label: string;
  readonly version: string;
  readonly percent: number;
}

/** What is counted and shown of one model. */
export class ModelMetrics {
  /** The counters that are in use, so that a request need not look its labels up. */
  readonly #requestsByStatus = new Map<number, CountTally>();
  readonly #durationSeconds: ValueTally;
  readonly #rows: ValueTally;
  /** The same by versions, the one that was new last at the end. */
  readonly #predictionsByVersion = new Map<string, Map<number, CountTally>>();
  readonly #histogramsByVersion = new Map<string, VersionHistograms>();
  readonly shadow: ShadowMetrics;
  #shownLabels: readonly ShownLabel[] = [];
  #shownLoaded: readonly string[] = [];
  /** What is shown as loaded, and as named. */
  #shownVersion: string | null = null;
  #shownWanted: string | null = null;

  /** @param labels - those that tell the model apart; none where a process serves one */
  constructor(
    private readonly families: ModelFamilies,
    private readonly labels: Readonly<Record<string, string>>,
  ) {
    this.#durationSeconds = families.duration.tallyOf(labels);
    this.#rows = families.rows.tallyOf(labels);
    families.behind.set(labels, 1);
    families.missingVersions.set(labels, 0);
    this.shadow = new ShadowMetrics(families.shadow, labels);
  }

  /** Counts what a version has answered, errors included, and how long that took. */
  countVersion(version: string, status: number, seconds: number): void {
    this.#histogramsOf(version).duration.add(seconds);
    const known = this.#predictionsByVersion.get(version);
    const counters = known ?? new Map<number, CountTally>();
    if (!known) {
      this.#predictionsByVersion.set(version, counters);
      this.#forgetOldVersions();
    }
    let predictions = counters.get(status);
    if (!predictions) {
      const labels = { ...this.labels, version, status: String(status) };
      predictions = this.families.versionPredictions.tallyOf(labels);
      counters.set(status, predictions);
    }
    predictions.count++;
  }

  /** What the scores of a version are to be added to. @param output - which of several; null for the only one */
  scoresOf(version: string, output: string | null): ValueTally {
    this.#histogramsOf(version).outputs.add(output);
    return this.families.versionScores.tallyOf(this.#scoreLabels(version, output));
  }

  /** Shows these labels, and no others. */
  showLabels(labels: readonly ShownLabel[]): void {
    const { labelShares } = this.families;
    for (const { label, version } of this.#shownLabels)
      labelShares.remove({ ...this.labels, label, version });
    for (const { label, version, percent } of labels) {
      labelShares.set({ ...this.labels, label, version }, percent);
    }
    this.#shownLabels = labels;
  }

  /** Shows these versions as those that answer, and no others. */
  showLoaded(versions: readonly string[]): void {
    for (const version of this.#shownLoaded) {
      if (!versions.includes(version)) this.families.loadedVersions.remove({ ...this.labels, version });
    }
    for (const version of versions) this.families.loadedVersions.set({ ...this.labels, version }, 1);
    this.#shownLoaded = versions;
  }

  /** Shows how many versions are to be loaded beside the current one and are not. */
  showMissingVersions(count: number): void {
    this.families.missingVersions.set(this.labels, count);
  }

  /** @param seconds - null for a request that never arrived whole */
  countPrediction(status: number, seconds: number | null): void {
    let requests = this.#requestsByStatus.get(status);
    if (!requests) {
      requests = this.families.requests.tallyOf({ ...this.labels, status: String(status) });
      this.#requestsByStatus.set(status, requests);
    }
    requests.count++;
    if (seconds !== null) this.#durationSeconds.add(seconds);
  }

  countRows(rows: number): void {
    this.#rows.add(rows);
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

  /** Versions come and go for as long as the process lives; what is shown of them must not grow with it. */
  #forgetOldVersions(): void {
    for (const [version, counters] of this.#forgotten(this.#predictionsByVersion, KEPT_VERSIONS)) {
      this.#predictionsByVersion.delete(version);
      for (const status of counters.keys()) {
        this.families.versionPredictions.forget({ ...this.labels, version, status: String(status) });
      }
    }
  }

  #histogramsOf(version: string): VersionHistograms {
    const known = this.#histogramsByVersion.get(version);
    if (known) return known;
    const duration = this.families.versionDuration.tallyOf({ ...this.labels, version });
    const histograms = { duration, outputs: new Set<string | null>() };
    this.#histogramsByVersion.set(version, histograms);
    for (const [old, { outputs }] of this.#forgotten(this.#histogramsByVersion, KEPT_HISTOGRAMS)) {
      this.#histogramsByVersion.delete(old);
      this.families.versionDuration.forget({ ...this.labels, version: old });
      for (const output of outputs) this.families.versionScores.forget(this.#scoreLabels(old, output));
    }
    return histograms;
  }

  #scoreLabels(version: string, output: string | null): Readonly<Record<string, string>> {
    return { ...this.labels, version, ...(output !== null && { output }) };
  }

  /** What was counted of versions that are loaded no more, but for the last ones. */
  #forgotten<T>(byVersion: ReadonlyMap<string, T>, kept: number): readonly (readonly [string, T])[] {
    const gone = [...byVersion].filter(([version]) => !this.#shownLoaded.includes(version));
    return gone.slice(0, Math.max(0, gone.length - kept));
  }

  #showOnly(gauge: Gauge, shown: string | null, version: string | null): void {
    if (shown !== null && shown !== version) gauge.remove({ ...this.labels, version: shown });
    if (version !== null) gauge.set({ ...this.labels, version }, 1);
  }
}
