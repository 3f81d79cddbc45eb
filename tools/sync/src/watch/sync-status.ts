import { Counter, Gauge, Registry } from 'prom-client';
import type { SyncedModel } from '../model/model-sync';

/** How a sync that goes on is, for probes and for Prometheus. */
export class SyncStatus {
  /** Whether of every model there is a version that can serve. */
  isUsable = false;
  readonly #registry = new Registry();
  readonly #lastSuccess = new Gauge({
    name: 'reckit_sync_last_success_timestamp_seconds',
    help: 'When the model directory was last as the registry says.',
    labelNames: ['model'],
    registers: [this.#registry],
  });
  readonly #failures = new Counter({
    name: 'reckit_sync_failures_total',
    help: 'Looks after which something was not as the registry says.',
    labelNames: ['model'],
    registers: [this.#registry],
  });
  readonly #version = new Gauge({
    name: 'reckit_sync_version_info',
    help: 'The version that is named in the model directory, 1.',
    labelNames: ['model', 'version'],
    registers: [this.#registry],
  });
  readonly #fetched = new Counter({
    name: 'reckit_sync_fetched_versions_total',
    help: 'Versions that were fetched.',
    labelNames: ['model'],
    registers: [this.#registry],
  });

  constructor(private readonly models: readonly string[]) {
    for (const model of models) {
      this.#failures.inc({ model }, 0);
      this.#fetched.inc({ model }, 0);
    }
  }

  /** Takes in what a look has done. */
  looked(synced: readonly SyncedModel[], now: Date): void {
    for (const { model, version, previous, fetched, problems } of synced) {
      if (problems.length > 0) this.#failures.inc({ model });
      else this.#lastSuccess.set({ model }, now.getTime() / 1000);
      this.#fetched.inc({ model }, fetched.length);
      if (previous !== null && previous !== version) this.#version.remove({ model, version: previous });
      if (version !== null) this.#version.set({ model, version }, 1);
    }
  }

  /** A look has come to nothing. */
  failed(): void {
    for (const model of this.models) this.#failures.inc({ model });
  }

  /** As Prometheus reads it. */
  metrics(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
