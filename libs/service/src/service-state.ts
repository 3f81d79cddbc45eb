import { Access } from './access/access';
import { FeedbackLog } from './feedback/feedback-log';
import { AnswerCompressor } from './http/compression/answer-compressor';
import { Connections } from './http/server/connections';
import { descriptorLimit } from './http/server/open-descriptors';
import { Uploads } from './http/uploads/uploads';
import type { Companions } from './host/companions';
import { Models } from './host/models';
import type { ServiceConfig } from './lifecycle/config';
import type { Logger } from './lifecycle/logger';
import { ServiceMetrics } from './operations/metrics';
import type { PredictionSums } from './operations/model-times';
import type { ServiceDefinition } from './service-definition';
import { CONTINUED_TRACES } from './tracing/continued-traces';
import type { Tracing } from './tracing/tracing';
import type { ModelPrograms } from '@reckit/inference';
import type { Registry } from 'prom-client';

/**
 * Where a process is in its life. `serving` answers everything; `draining` still answers what reaches it, but is not
 * ready, and each answer is the last one of its connection.
 */
export type Phase = 'serving' | 'draining';

/** Descriptors that a service needs beside its connections: for the model's files, threads, and what Node keeps open. */
const OTHER_DESCRIPTORS = 64;

/** The models that a process serves, and under which title. */
export interface ServedModels {
  /** The name that `GET /` shows. */
  readonly title: string;
  readonly definitions: readonly ServiceDefinition[];
  /** Whether there may be several, so that every request names its model, even where there is one. @default false */
  readonly isUnified?: boolean;
}

/** What the parts of one running service share. */
export class ServiceState {
  readonly metrics: ServiceMetrics;
  readonly models: Models;
  readonly title: string;
  readonly isUnified: boolean;
  phase: Phase = 'serving';
  /** Predictions being scored: their requests are here to the last byte, their answers are not sent yet. */
  inflight = 0;
  /** What the rows of these predictions take in memory. */
  encodedBytes = 0;
  /** The bodies of requests that are being read. */
  readonly uploads: Uploads;
  readonly connections: Connections;
  /** Who may ask for predictions, and how often. */
  readonly access: Access;
  readonly compressor: AnswerCompressor;
  /** Where a sample of the predictions is written; null for nowhere. */
  readonly feedback: FeedbackLog | null;
  tracing: Tracing = CONTINUED_TRACES;

  /**
   * @param programs - those that load models; null loads in this thread, which then stands still meanwhile
   * @param companions - the other processes of the service; null where there are none
   */
  constructor(
    served: ServedModels,
    readonly config: ServiceConfig,
    readonly logger: Logger,
    programs: ModelPrograms | null = null,
    readonly companions: Companions | null = null,
  ) {
    const { title, definitions, isUnified = false } = served;
    this.title = title;
    this.isUnified = isUnified;
    this.metrics = new ServiceMetrics(isUnified ? 'labelled' : 'single');
    this.models = new Models(definitions, {
      config,
      logger,
      metrics: this.metrics,
      programs,
      companions,
      isUnified,
    });
    const { predictionLog } = config;
    this.feedback =
      predictionLog === null
        ? null
        : new FeedbackLog({ ...config, predictionLog }, logger, this.metrics.feedback);
    this.uploads = new Uploads(config);
    this.access = new Access(config, companions?.quota);
    this.compressor = new AnswerCompressor(config.compressMinBytes, config.maxReadingBytes);
    const descriptors = descriptorLimit() ?? Infinity;
    const maxConnections = Math.max(Math.min(config.maxConnections, descriptors - OTHER_DESCRIPTORS), 1);
    this.connections = new Connections({ ...config, maxConnections });
  }

  /** Whether requests should come: all models can be scored, or with `ALLOW_PARTIAL` any, and it is not ending. */
  get isReady(): boolean {
    return this.models.areServing && this.phase === 'serving' && !this.#areWorkersStarting;
  }

  /** As `isReady`, with every model there is: what the Open Inference Protocol calls ready. */
  get isWhole(): boolean {
    return this.models.areLoaded && this.phase === 'serving' && !this.#areWorkersStarting;
  }

  /** What this process counts and shows, brought up to date. */
  async readMetrics(): Promise<Registry> {
    this.metrics.showLoad(this);
    await Promise.all(this.models.all.map(({ loader }) => loader.refreshMetrics()));
    for (const { drift } of this.models.all) drift?.show();
    return this.metrics.registry;
  }

  /** What the models have answered in this process. */
  get ownPredictions(): PredictionSums {
    return new Map(this.models.all.map(({ definition, times }) => [definition.name, times.sums]));
  }

  /** What they have answered in all processes of the service. */
  async predictions(): Promise<PredictionSums> {
    return this.companions?.predictions() ?? this.ownPredictions;
  }

  get #areWorkersStarting(): boolean {
    return this.companions?.areStarting ?? false;
  }
}
