import {
  Model,
  openModelApart,
  readModelSource,
  type LoadOptions,
  type ModelPrograms,
  type ModelRequest,
} from '@reckit/inference';
import type { ServiceConfig } from '../lifecycle/config';
import { availableCores } from '../lifecycle/workers/available-cores';
import type { ServiceDefinition } from '../service-definition';

/** Opens versions of one model: read, checked and warmed up, and let go if any of that fails. */
export class VersionOpener {
  /**
   * @param programs - null opens in this thread, which then stands still meanwhile
   * @param signal - gives up what is under way
   * @param onLost - called when a version can no longer be scored, with the reason
   */
  constructor(
    private readonly config: ServiceConfig,
    private readonly definition: ServiceDefinition,
    private readonly programs: ModelPrograms | null,
    private readonly signal: AbortSignal,
    private readonly onLost: (model: Model, reason: string) => void,
  ) {}

  /** @throws MissingModel, CorruptPackage, RejectedModel, LoadStopped */
  async open(version: string | null, givesWay: LoadOptions['givesWay']): Promise<Model> {
    const { config } = this;
    const request = this.requestOf(version);
    if (this.programs === null) {
      return Model.open(await readModelSource(request), { threads: config.ortThreads });
    }
    const model: Model = await openModelApart(this.programs, request, {
      threads: config.ortThreads,
      timeoutMs: config.modelLoadTimeoutMs,
      runTimeoutMs: config.requestTimeoutMs,
      givesWay,
      hasCoreToSpare: hasCoreToSpare(config.workers),
      signal: this.signal,
      onLost: reason => this.onLost(model, reason),
    });
    return model;
  }

  requestOf(version: string | null): ModelRequest {
    const { name, flat, rowKeys } = this.definition;
    const { modelDir, excludeNeighbors } = this.config;
    return { modelDir, name, flat, rowKeys, version, excludeNeighbors };
  }
}

/** Whether there are more cores than processes that answer. */
function hasCoreToSpare(workers: ServiceConfig['workers']): boolean {
  return workers !== 'auto' && availableCores() > workers;
}
