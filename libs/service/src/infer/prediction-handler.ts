import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRow } from '@reckit/features';
import { ScoringTimeout, type Lease } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import {
  BadRequest,
  InternalError,
  NotFound,
  RequestError,
  TooManyRequests,
  Unavailable,
} from '@reckit/protocol';
import { assertApiKey } from '../http/api-key';
import { endOfTurn } from './end-of-turn';
import { FeatureWarnings } from './feature-warnings';
import { assertJsonContent } from '../http/json-content';
import { PredictionLog } from './prediction-log';
import type { PredictionRoute } from '../protocols/torchserve/prediction-route';
import { RateLimiter } from './rate-limiter';
import { readBody } from '../http/read-body';
import { RowDecoder } from '../protocols/torchserve/row-decoder';
import { sendAsciiJson, sendError } from '../http/respond';
import type { ServiceState } from '../service-state';

/** Answers requests for predictions. It works on bare node:http, since Express would cost more than the model. */
export class PredictionHandler {
  readonly #limiter: RateLimiter;
  readonly #warnings: FeatureWarnings;
  readonly #decoder: RowDecoder;
  readonly #log: PredictionLog;

  constructor(private readonly state: ServiceState) {
    this.#limiter = new RateLimiter(state.config.rateLimitRps);
    this.#warnings = new FeatureWarnings(state);
    this.#log = new PredictionLog(state.logger);
    this.#decoder = new RowDecoder(state.config.maxBatchRows, state.config.requestTimeoutMs);
  }

  /** Answers one request; it never throws. */
  async answer(
    route: PredictionRoute,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const { state } = this;
    const begin = performance.now();
    let lease: Lease | null = null;
    let rowCount = 0;
    state.inflight++;
    try {
      this.#admit(route, request);
      lease = this.#lease(route);
      const body = await readBody(request, state.config.maxBodyBytes);
      const decoded = this.#decoder.decode(route.form, body, lease.model.encoder);
      const encoded = decoded instanceof Promise ? await decoded : decoded;
      rowCount = encoded.rowCount;
      this.#warnings.note(encoded, lease.model.encoder.featureNames, requestId);
      await endOfTurn();
      const outputs = await lease.model.score(encoded, state.config.requestTimeoutMs);
      const { listName, encode } = state.definition.answers;
      const list = encode(outputs, lease.model.outputNames);
      const earlierName = route.form === 'predict' ? `"${listName}":${list},` : '';
      sendAsciiJson(response, `{${earlierName}"predictions":${list}}`, requestId);
      this.#finish(200, begin, requestId, lease, rowCount, null);
    } catch (error) {
      const answered = toRequestError(error);
      sendError(response, answered, requestId);
      this.#finish(answered.status, begin, requestId, lease, rowCount, error);
    } finally {
      lease?.release();
      state.inflight--;
    }
  }

  #admit(route: PredictionRoute, request: IncomingMessage): void {
    const { config, inflight, phase } = this.state;
    assertApiKey(request, config.predictApiKey);
    if (route.model !== null && !this.state.servesModel(route.model)) {
      throw new NotFound(
        `No model ${quoted(route.model)} here; this process serves ${this.state.servedNames.join(', ')}.`,
      );
    }
    assertJsonContent(request);
    if (phase === 'closing') throw new Unavailable('The service is shutting down.');
    if (!this.#limiter.tryTake()) {
      throw new TooManyRequests(`More than ${config.rateLimitRps} requests a second (RATE_LIMIT_RPS).`);
    }
    if (inflight > config.maxInflight) {
      throw new Unavailable(`More than ${config.maxInflight} requests in flight (MAX_INFLIGHT).`);
    }
  }

  #lease(route: PredictionRoute): Lease {
    const lease = this.state.handle.acquire();
    if (!lease) throw new Unavailable('No model is loaded yet.');
    const { version } = lease.model;
    if (route.version !== null && route.version !== version) {
      lease.release();
      throw new NotFound(
        `No version ${quoted(route.version)} of ${this.state.definition.name} here; the loaded version is ${version}.`,
      );
    }
    return lease;
  }

  #finish(
    status: number,
    begin: number,
    requestId: string,
    lease: Lease | null,
    rows: number,
    error: unknown,
  ): void {
    const { logger, metrics, definition } = this.state;
    const ms = performance.now() - begin;
    metrics.countPrediction(status, ms / 1000);
    if (status === 200) metrics.countRows(rows);
    const fields = {
      request_id: requestId,
      model: definition.name,
      version: lease?.model.version ?? null,
      status,
      rows,
      ms: Math.round(ms * 1000) / 1000,
    };
    if (status === 200) {
      this.#log.answered(fields);
      // The last line of a service is that it has stopped.
      if (this.state.phase !== 'serving') this.#log.flush();
      return;
    }
    if (status < 500) logger.warn('predict refused', { ...fields, error: messageOf(error) });
    else
      logger.error('predict failed', {
        ...fields,
        error: error instanceof RequestError ? error.message : stackOf(error),
      });
  }
}

function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof BadRow) return new BadRequest(error.message);
  if (error instanceof ScoringTimeout) return new Unavailable(`${error.message} (REQUEST_TIMEOUT_MS).`);
  return new InternalError('Internal error; the log has the details under this request id.');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
