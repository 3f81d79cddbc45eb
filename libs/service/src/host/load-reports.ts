import type { Model } from '@reckit/inference';
import type { HostedModel } from './hosted-model';
import type { Loaded } from './model-loader';

/** The request that asked for a load, and its trace; null for what nobody asked for. */
export interface LoadCause {
  readonly requestId: string | null;
  readonly traceId: string | null;
}

export const NOBODY: LoadCause = { requestId: null, traceId: null };

/** Counts and says what has become of the loads of a model. */
export class LoadReports {
  /** Why the last load failed: where nobody asks, the same is not said twice. */
  #lastReason: string | null = null;
  /** Why versions did not open when they were tried last. */
  readonly #problems = new Map<string, string>();

  constructor(private readonly hosted: HostedModel) {}

  /** Why a version did not open when it was tried last; null if it did, or never was tried. */
  problemOf(version: string): string | null {
    return this.#problems.get(version) ?? null;
  }

  notOpened(version: string, error: unknown): void {
    this.#problems.set(version, reasonOf(error));
  }

  /** A version serves: what fails from now on is news. */
  serves(version: string): void {
    this.#lastReason = null;
    this.#problems.delete(version);
  }

  reloaded({ oldVersion, model }: Loaded, cause: LoadCause, begin: number): void {
    const { logger, metrics, definition } = this.hosted;
    metrics.countReload('success');
    logger.info('model reloaded', {
      ...fieldsOf(cause),
      model: definition.name,
      old_version: oldVersion,
      version: model.version,
      engine: model.mainSignature.engine,
      ms: Math.round(performance.now() - begin),
    });
  }

  failed(error: unknown, cause: LoadCause): void {
    const { logger, metrics, definition, handle } = this.hosted;
    metrics.countReload('failure');
    const reason = reasonOf(error);
    const isKnown = cause.requestId === null && reason === this.#lastReason;
    this.#lastReason = reason;
    if (isKnown) return;
    const outcome = handle.current
      ? 'reload failed, the old model goes on serving'
      : 'reload failed, no model serves yet';
    logger.error(outcome, {
      ...fieldsOf(cause),
      model: definition.name,
      version: handle.current?.version ?? null,
      error: reason,
    });
  }

  unloaded(version: string | null, cause: LoadCause): void {
    const { logger, definition } = this.hosted;
    logger.info('model unloaded', { ...fieldsOf(cause), model: definition.name, version });
  }

  lost({ version }: Model, reason: string): void {
    const { logger, definition } = this.hosted;
    logger.error('the model was lost and is loaded again', {
      model: definition.name,
      version,
      error: `What scores the model ${reason}.`,
    });
  }
}

function fieldsOf({ requestId, traceId }: LoadCause): Readonly<Record<string, string | null>> {
  return { request_id: requestId, ...(traceId !== null && { trace_id: traceId }) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
