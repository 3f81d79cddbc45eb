import { ModelHandle } from '@reckit/inference';
import type { ServiceConfig } from './lifecycle/config';
import type { Logger } from './lifecycle/logger';
import { ServiceMetrics } from './operations/metrics';
import type { ServiceDefinition } from './service-definition';

/**
 * Where a process is in its life. `serving` answers everything; `draining` still answers, so that load
 * balancers can follow, but is not ready; `closing` ends what is in flight and refuses the rest.
 */
export type Phase = 'serving' | 'draining' | 'closing';

/** What the parts of one running service share. */
export class ServiceState {
  readonly handle = new ModelHandle();
  readonly metrics = new ServiceMetrics();
  phase: Phase = 'serving';
  /** Predictions being answered. */
  inflight = 0;

  constructor(
    readonly definition: ServiceDefinition,
    readonly config: ServiceConfig,
    readonly logger: Logger,
  ) {}

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
