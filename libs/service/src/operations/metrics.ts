import { Counter, Gauge, Registry } from 'prom-client';
import { driftFamilies } from './drift-metrics';
import { FeedbackMetrics } from './feedback-metrics';
import { ModelMetrics, type ModelFamilies } from './model-metrics';
import { collectProcessMetrics } from './process-metrics';
import { shadowFamilies } from './shadow-metrics';
import { TalliedCounter } from './tallied-counter';
import { TalliedHistogram } from './tallied-histogram';

const DURATION_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Finest where probabilities of rare events lie; the score of any other model is told by its size. */
const SCORE_BUCKETS = [
  -1_000, -100, -10, -1, -0.1, 0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6,
  0.7, 0.8, 0.9, 0.95, 0.99, 1, 2, 5, 10, 20, 50, 100, 1_000, 10_000,
];
const ROW_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 20_000, 100_000];

/** Versions are the same in all workers of a service, and it is behind where one of them is. Loads are added up. */
const OF_ALL_WORKERS = 'max';

/** The label of requests that call no model that there is; it can be no model's name. */
const NO_MODEL = '';

/** What is under way in a service. */
interface ServiceLoad {
  readonly inflight: number;
  readonly uploads: { readonly count: number; readonly heldBytes: number };
  readonly connections: { readonly count: number };
}

/** What a service counts and shows at `/metrics`. */
export class ServiceMetrics {
  readonly registry = new Registry();
  readonly feedback: FeedbackMetrics;
  readonly #families: ModelFamilies;
  readonly #inflight: Gauge;
  readonly #reading: Gauge;
  readonly #readingBytes: Gauge;
  readonly #connections: Gauge;

  /** @param kind - `labelled` tells the models of a process apart by the label `model` */
  constructor(private readonly kind: 'single' | 'labelled') {
    const registers = [this.registry];
    const labelled = (...labels: string[]): string[] => (kind === 'labelled' ? ['model', ...labels] : labels);
    collectProcessMetrics(this.registry);
    this.#families = {
      requests: new TalliedCounter({
        name: 'model_predict_requests_total',
        help: 'Prediction requests by HTTP status',
        labelNames: labelled('status'),
        registers,
      }),
      duration: new TalliedHistogram({
        name: 'model_predict_duration_seconds',
        help: 'Time from the last byte of a prediction request to its answer',
        buckets: DURATION_BUCKETS_SECONDS,
        labelNames: labelled(),
        registers,
      }),
      rows: new TalliedHistogram({
        name: 'model_predict_rows',
        help: 'Rows of an answered prediction request',
        buckets: ROW_BUCKETS,
        labelNames: labelled(),
        registers,
      }),
      missing: new Counter({
        name: 'model_feature_missing_total',
        help: 'Feature values that were absent or null and took the default',
        labelNames: labelled('feature'),
        registers,
      }),
      invalid: new Counter({
        name: 'model_feature_invalid_total',
        help: 'Feature values that were no finite 32-bit float and took the default',
        labelNames: labelled('feature'),
        registers,
      }),
      unknown: new Counter({
        name: 'model_feature_unknown_total',
        help: 'Categories and events that are not in the vocabulary of the model',
        labelNames: labelled('feature'),
        registers,
      }),
      unknownRows: new Counter({
        name: 'model_unknown_rows_total',
        help: 'Rows with keys of which none is the name of a feature, answered as rows of defaults',
        labelNames: labelled(),
        registers,
      }),
      reloads: new Counter({
        name: 'model_reload_total',
        help: 'Attempts to load another model version, by outcome',
        labelNames: labelled('status'),
        registers,
      }),
      version: new Gauge({
        name: 'model_version_info',
        help: 'The loaded model version (1 = loaded)',
        labelNames: labelled('version'),
        aggregator: OF_ALL_WORKERS,
        registers,
      }),
      wantedVersion: new Gauge({
        name: 'model_wanted_version_info',
        help: 'The version that .current_version or MODEL_VERSION names (1 = named)',
        labelNames: labelled('version'),
        aggregator: OF_ALL_WORKERS,
        registers,
      }),
      behind: new Gauge({
        name: 'model_version_behind',
        help: 'Whether another version serves than the one that is named, or none (1 = yes)',
        labelNames: labelled(),
        aggregator: OF_ALL_WORKERS,
        registers,
      }),
      versionPredictions: new TalliedCounter({
        name: 'model_version_predictions_total',
        help: 'Predictions by the model version that answered and HTTP status',
        labelNames: labelled('version', 'status'),
        registers,
      }),
      versionDuration: new TalliedHistogram({
        name: 'model_version_duration_seconds',
        help: 'As model_predict_duration_seconds, by the model version that answered',
        buckets: DURATION_BUCKETS_SECONDS,
        labelNames: labelled('version'),
        registers,
      }),
      versionScores: new TalliedHistogram({
        name: 'model_version_score',
        help: 'Scores of some rows of each answer, by the model version that answered',
        buckets: SCORE_BUCKETS,
        labelNames: labelled('version', 'output'),
        registers,
      }),
      labelShares: new Gauge({
        name: 'model_label_share_percent',
        help: 'How many of a hundred requests that name no version a label answers, and the version that it means',
        labelNames: labelled('label', 'version'),
        aggregator: OF_ALL_WORKERS,
        registers,
      }),
      loadedVersions: new Gauge({
        name: 'model_loaded_version_info',
        help: 'The model versions that answer, the current one and those beside it (1 = loaded)',
        labelNames: labelled('version'),
        registers,
      }),
      missingVersions: new Gauge({
        name: 'model_missing_versions',
        help: 'Versions that are to be loaded beside the current one and are not',
        labelNames: labelled(),
        registers,
      }),
      shadow: shadowFamilies(this.registry, labelled),
      drift: driftFamilies(this.registry, labelled),
    };
    this.feedback = new FeedbackMetrics(this.registry);
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
  }

  /** The part of one model. */
  of(model: string): ModelMetrics {
    return new ModelMetrics(this.#families, this.kind === 'labelled' ? { model } : {});
  }

  /** Counts a request that calls none of several models. */
  countStray(status: number): void {
    this.#families.requests.inc({ model: NO_MODEL, status: String(status) });
  }

  /** Shows what is under way now. */
  showLoad({ inflight, uploads, connections }: ServiceLoad): void {
    this.#inflight.set(inflight);
    this.#reading.set(uploads.count);
    this.#readingBytes.set(uploads.heldBytes);
    this.#connections.set(connections.count);
  }
}
