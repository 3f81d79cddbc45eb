import { ModelHandle } from '@reckit/inference';
import { Connections } from './http/connections';
import { descriptorLimit } from './http/open-descriptors';
import { Uploads } from './http/uploads';
import type { ServiceConfig } from './lifecycle/config';
import type { Logger } from './lifecycle/logger';
import { ServiceMetrics } from './operations/metrics';
import type { ServiceDefinition } from './service-definition';

/**
 * Where a process is in its life. `serving` answers everything; `draining` still answers, so that load
 * balancers can follow, but is not ready; `closing` ends what is in flight and refuses the rest.
 */
export type Phase = 'serving' | 'draining' | 'closing';

/** Descriptors that a service needs beside its connections: for the model's files, threads, and what Node keeps open. */
const OTHER_DESCRIPTORS = 64;

/** What the parts of one running service share. */
export class ServiceState {
  readonly handle = new ModelHandle();
  readonly metrics = new ServiceMetrics();
  phase: Phase = 'serving';
  /** Predictions being scored: their requests are here to the last byte, their answers are not sent yet. */
  inflight = 0;
  /** What the rows of these predictions take in memory. */
  encodedBytes = 0;
  /** The bodies of requests that are being read. */
  readonly uploads: Uploads;
  readonly connections: Connections;

  constructor(
    readonly definition: ServiceDefinition,
    readonly config: ServiceConfig,
    readonly logger: Logger,
  ) {
    this.uploads = new Uploads(config);
    const descriptors = descriptorLimit() ?? Infinity;
    const maxConnections = Math.max(Math.min(config.maxConnections, descriptors - OTHER_DESCRIPTORS), 1);
    this.connections = new Connections({ ...config, maxConnections });
  }

  get isReady(): boolean {
    return this.handle.current !== null && this.phase === 'serving';
  }

  /** Whether the process answers for a model of this name. */
  servesModel(name: string): boolean {
    return name === this.definition.name || this.config.modelAliases.includes(name);
  }

  /** The names that the process answers to. */
  get servedNames(): readonly string[] {
    return [this.definition.name, ...this.config.modelAliases];
  }
}
