import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readCurrentVersion } from '@reckit/artifacts';
import { locate, Model, openModelInThread, readModelSource, type ModelRequest } from '@reckit/inference';
import type { ServiceState } from '../service-state';

/** The outcome of a load: which version served before, and the model that serves now. */
export interface Loaded {
  readonly oldVersion: string | null;
  readonly model: Model;
}

/** Loads models into a running service, one at a time, and looks for new versions by itself. */
export class ModelLoader {
  #previous: Promise<unknown> = Promise.resolve();
  #watchTimer: NodeJS.Timeout | null = null;
  #isWatching = false;
  /** The signature of what was loaded last, or tried: whatever differs from it is news. */
  #seen = '';

  /**
   * @param threadScript - a program that calls `serveModelThread`, to load models in threads of their own;
   * null loads in this thread, which then stands still meanwhile
   */
  constructor(
    private readonly state: ServiceState,
    private readonly threadScript: string | null,
  ) {}

  /**
   * Reads, checks and warms up a version, and only then lets it serve; a failure changes nothing.
   *
   * @param version - null for `MODEL_VERSION`, or the current version
   * @throws MissingModel, CorruptPackage, RejectedModel
   */
  load(version: string | null): Promise<Loaded> {
    const turn = this.#previous.then(() => this.#loadNow(version));
    this.#previous = turn.catch(() => undefined);
    return turn;
  }

  /** As `load`, counted and logged as a reload. */
  async reload(version: string | null, requestId: string | null): Promise<Loaded> {
    const { logger, metrics, definition } = this.state;
    const begin = performance.now();
    try {
      const loaded = await this.load(version);
      metrics.countReload('success');
      logger.info('model reloaded', {
        request_id: requestId,
        model: definition.name,
        old_version: loaded.oldVersion,
        version: loaded.model.version,
        engine: loaded.model.engine,
        ms: Math.round(performance.now() - begin),
      });
      return loaded;
    } catch (error) {
      metrics.countReload('failure');
      logger.error('reload failed, the old model goes on serving', {
        request_id: requestId,
        model: definition.name,
        version: this.state.handle.current?.version ?? null,
        error: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
  }

  /** Begins to look for another current version every `MODEL_WATCH_MS`; 0 never looks. */
  watch(): void {
    if (this.state.config.modelWatchMs === 0) return;
    this.#isWatching = true;
    this.#lookLater();
  }

  stopWatching(): void {
    this.#isWatching = false;
    if (this.#watchTimer) clearTimeout(this.#watchTimer);
  }

  #lookLater(): void {
    this.#watchTimer = setTimeout(() => void this.#look(), this.state.config.modelWatchMs).unref();
  }

  async #look(): Promise<void> {
    // A version that failed is not tried again until something changes: the attempt itself has seen it.
    if ((await this.#signature()) !== this.#seen) await this.reload(null, null).catch(() => undefined);
    if (this.#isWatching) this.#lookLater();
  }

  async #loadNow(version: string | null): Promise<Loaded> {
    const { handle, config, metrics } = this.state;
    // Before reading, so that what changes meanwhile is news again.
    if (version === null) this.#seen = await this.#signature();
    const request = this.#request(version ?? config.modelVersion);
    const options = { threads: config.ortThreads };
    const model =
      this.threadScript === null
        ? await Model.open(await readModelSource(request), options)
        : await openModelInThread(this.threadScript, request, options);
    const oldVersion = handle.current?.version ?? null;
    handle.swap(model);
    metrics.showVersion(model.version);
    return { oldVersion, model };
  }

  #request(version: string | null): ModelRequest {
    const { config, definition } = this.state;
    return { modelDir: config.modelDir, name: definition.name, flat: definition.flat, version };
  }

  /** A text that changes whenever another model would be loaded; polled, since network volumes send no events. */
  async #signature(): Promise<string> {
    const { config, definition } = this.state;
    try {
      const location = await locate(this.#request(config.modelVersion));
      if (location.layout === 'package') return location.version;
      const { modelFiles, metaFile, scalerFile } = definition.flat;
      const files = [...modelFiles, metaFile, scalerFile].map(name =>
        fileSignature(path.join(location.dir, name)),
      );
      return (await Promise.all(files)).join(' ');
    } catch {
      return `unusable ${(await readCurrentVersion(config.modelDir, definition.name).catch(() => null)) ?? ''}`;
    }
  }
}

async function fileSignature(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    return 'absent';
  }
}
