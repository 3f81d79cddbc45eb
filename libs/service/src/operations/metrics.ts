import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const DURATION_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const ROW_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 20_000, 100_000];

/** What is under way in a service. */
interface ServiceLoad {
  readonly inflight: number;
  readonly uploads: { readonly count: number; readonly heldBytes: number };
  readonly connections: { readonly count: number };
}

/** What a service counts and shows at `/metrics`. */
export class ServiceMetrics {
  readonly registry = new Registry();
  readonly #inflight: Gauge;
  readonly #reading: Gauge;
  readonly #readingBytes: Gauge;
  readonly #connections: Gauge;
  readonly #requests: Counter<'status'>;
  /** The counters that are in use, so that a request need not look its labels up. */
  readonly #requestsByStatus = new Map<number, Counter.Internal>();
  readonly #duration: Histogram;
  readonly #rows: Histogram;
  readonly #missing: Counter<'feature'>;
  readonly #invalid: Counter<'feature'>;
  readonly #unknown: Counter<'feature'>;
  readonly #unknownRows: Counter;
  readonly #reloads: Counter<'status'>;
  readonly #version: Gauge<'version'>;
  readonly #wantedVersion: Gauge<'version'>;
  readonly #behind: Gauge;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Counter({
      name: 'model_predict_requests_total',
      help: 'Prediction requests by HTTP status',
      labelNames: ['status'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'model_predict_duration_seconds',
      help: 'Time from the last byte of a prediction request to its answer',
      buckets: DURATION_BUCKETS_SECONDS,
      registers,
    });
    this.#rows = new Histogram({
      name: 'model_predict_rows',
      help: 'Rows of an answered prediction request',
      buckets: ROW_BUCKETS,
      registers,
    });
    this.#missing = new Counter({
      name: 'model_feature_missing_total',
      help: 'Feature values that were absent or null and took the default',
      labelNames: ['feature'],
      registers,
    });
    this.#invalid = new Counter({
      name: 'model_feature_invalid_total',
      help: 'Feature values that were no finite 32-bit float and took the default',
      labelNames: ['feature'],
      registers,
    });
    this.#unknown = new Counter({
      name: 'model_feature_unknown_total',
      help: 'Categories and events that are not in the vocabulary of the model',
      labelNames: ['feature'],
      registers,
    });
    this.#unknownRows = new Counter({
      name: 'model_unknown_rows_total',
      help: 'Rows with keys of which none is the name of a feature, answered as rows of defaults',
      registers,
    });
    this.#inflight = new Gauge({
      name: 'model_inflight_requests',
      help: 'Prediction requests being scored',
      registers,
    });
    this.#reading = new Gauge({
      name: 'http_reading_requests',
      help: 'Requests whose body is being read',
      registers,
    });
    this.#readingBytes = new Gauge({
      name: 'http_reading_bytes',
      help: 'What the bodies of requests take in memory',
      registers,
    });
    this.#connections = new Gauge({ name: 'http_connections', help: 'Open connections', registers });
    this.#reloads = new Counter({
      name: 'model_reload_total',
      help: 'Attempts to load another model version, by outcome',
      labelNames: ['status'],
      registers,
    });
    this.#version = new Gauge({
      name: 'model_version_info',
      help: 'The loaded model version (1 = loaded)',
      labelNames: ['version'],
      registers,
    });
    this.#wantedVersion = new Gauge({
      name: 'model_wanted_version_info',
      help: 'The version that .current_version or MODEL_VERSION names (1 = named)',
      labelNames: ['version'],
      registers,
    });
    this.#behind = new Gauge({
      name: 'model_version_behind',
      help: 'Whether another version serves than the one that is named, or none (1 = yes)',
      registers,
    });
    this.#behind.set(1);
  }

  /** @param seconds - null for a request that never arrived whole */
  countPrediction(status: number, seconds: number | null): void {
    let requests = this.#requestsByStatus.get(status);
    if (!requests) {
      requests = this.#requests.labels(String(status));
      this.#requestsByStatus.set(status, requests);
    }
    requests.inc();
    if (seconds !== null) this.#duration.observe(seconds);
  }

  /** Shows what is under way now. */
  showLoad({ inflight, uploads, connections }: ServiceLoad): void {
    this.#inflight.set(inflight);
    this.#reading.set(uploads.count);
    this.#readingBytes.set(uploads.heldBytes);
    this.#connections.set(connections.count);
  }

  countRows(rows: number): void {
    this.#rows.observe(rows);
  }

  countMissing(feature: string, count: number): void {
    this.#missing.inc({ feature }, count);
  }

  countInvalid(feature: string, count: number): void {
    this.#invalid.inc({ feature }, count);
  }

  countUnknown(feature: string, count: number): void {
    this.#unknown.inc({ feature }, count);
  }

  countUnknownRows(count: number): void {
    this.#unknownRows.inc(count);
  }

  countReload(status: 'success' | 'failure'): void {
    this.#reloads.inc({ status });
  }

  /** Shows `version` as the loaded one, and no other; null for none. */
  showVersion(version: string | null): void {
    showOnly(this.#version, version);
  }

  /** Shows the version that is named, null for none, and whether it is what serves. */
  showWanted(version: string | null, isServing: boolean): void {
    showOnly(this.#wantedVersion, version);
    this.#behind.set(isServing ? 0 : 1);
  }
}

function showOnly(gauge: Gauge<'version'>, version: string | null): void {
  gauge.reset();
  if (version !== null) gauge.set({ version }, 1);
}
