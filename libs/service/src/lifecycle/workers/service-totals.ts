import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';
import { collectProcessMetrics } from '../../operations/process-metrics';
import { grows, snapshotOf, type MeteredFamily, type Snapshot } from './snapshot';

/** What `/metrics` shows beyond the metrics of the workers. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly restarts: Counter;
  readonly workers: Gauge;

  constructor() {
    const registers = [this.registry];
    collectProcessMetrics(this.registry);
    this.restarts = new Counter({
      name: 'service_worker_restarts_total',
      help: 'Workers that ended without having been asked to and were replaced',
      registers,
    });
    this.workers = new Gauge({ name: 'service_workers', help: 'Workers that take requests', registers });
  }
}

/** How values are added up where prom-client's own way says less: of times that the loop stood still, the longest. */
const AGGREGATORS: Readonly<Record<string, string>> = {
  process_start_time_seconds: 'min',
  nodejs_eventloop_lag_seconds: 'max',
  nodejs_eventloop_lag_mean_seconds: 'max',
  nodejs_eventloop_lag_stddev_seconds: 'max',
  nodejs_eventloop_lag_p50_seconds: 'max',
  nodejs_eventloop_lag_p90_seconds: 'max',
  nodejs_eventloop_lag_p99_seconds: 'max',
};

/** The metrics of a whole service: of the workers that run, and of those that have ended what they counted. */
export class ServiceTotals<Worker> {
  readonly #latest = new Map<Worker, ReadonlyMap<string, MeteredFamily>>();
  /** What those counted that have ended. */
  #departed: Snapshot = [];

  /** @param own - the metrics of the first process, whose event loop and heap are nobody's concern */
  constructor(private readonly own: Registry) {}

  /** Notes what a worker tells; what it leaves out stays as it was. */
  note(worker: Worker, snapshot: Snapshot): void {
    const known = this.#latest.get(worker) ?? new Map<string, MeteredFamily>();
    this.#latest.set(worker, new Map([...known, ...snapshot.map(family => [family.name, family] as const)]));
  }

  /** Keeps what a worker counted, which has ended, or the sums would go down. */
  async depart(worker: Worker): Promise<void> {
    const families = [...(this.#latest.get(worker)?.values() ?? [])];
    this.#latest.delete(worker);
    const counted = families.filter(({ type }) => grows(type));
    this.#departed = await this.#aggregate([this.#departed, counted]);
  }

  /** As Prometheus reads it. */
  async text(): Promise<string> {
    const own = (await snapshotOf(this.own)).filter(
      ({ name }) => !name.startsWith('nodejs_') || name === 'nodejs_version_info',
    );
    const workers = [...this.#latest.values()].map(families => [...families.values()]);
    return aggregated([...workers, own, this.#departed]).metrics();
  }

  async #aggregate(snapshots: readonly Snapshot[]): Promise<Snapshot> {
    return snapshotOf(aggregated(snapshots));
  }
}

function aggregated(snapshots: readonly Snapshot[]): Registry {
  return AggregatorRegistry.aggregate(
    snapshots.map(families =>
      families.map(family => ({ ...family, aggregator: AGGREGATORS[family.name] ?? family.aggregator })),
    ),
  );
}
