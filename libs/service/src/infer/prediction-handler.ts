import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRow, type EncodedRows, type InputColumn } from '@reckit/features';
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
import { RowDecoder } from '../protocols/torchserve/row-decoder';
import { sendAsciiJson, sendError } from '../http/respond';
import type { BodyLimit, Upload } from '../http/upload';
import type { ServiceState } from '../service-state';
import { UnknownShare } from './unknown-share';

/** Answers requests for predictions. It works on bare node:http, since Express would cost more than the model. */
export class PredictionHandler {
  readonly #limiter: RateLimiter;
  readonly #warnings: FeatureWarnings;
  readonly #unknownShare = new UnknownShare();
  readonly #decoder: RowDecoder;
  readonly #log: PredictionLog;
  readonly #bodyLimit: BodyLimit;

  constructor(private readonly state: ServiceState) {
    this.#limiter = new RateLimiter(state.config.rateLimitRps);
    this.#warnings = new FeatureWarnings(state);
    this.#log = new PredictionLog(state.logger);
    this.#decoder = new RowDecoder(state.config.maxBatchRows, state.config.requestTimeoutMs);
    this.#bodyLimit = {
      maxBytes: state.config.maxBodyBytes,
      advice: '(MAX_BODY_BYTES); send fewer rows a request.',
    };
  }

  /** Answers one request; it never throws. */
  async answer(
    route: PredictionRoute,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const { state } = this;
    let begin = performance.now();
    let upload: Upload | null = null;
    let lease: Lease | null = null;
    let rowCount = 0;
    let encodedBytes = 0;
    let isReading = false;
    try {
      this.#admit(route, request);
      isReading = true;
      upload = await state.uploads.read(request, this.#bodyLimit);
      isReading = false;
      begin = performance.now();
      lease = this.#begin(route);
      const decoded = this.#decoder.decode(route.form, upload.bytes, lease.model.encoder);
      const encoded = decoded instanceof Promise ? await decoded : decoded;
      upload.release();
      encodedBytes = this.#hold(encoded);
      rowCount = encoded.rowCount;
      this.#warnings.note(encoded, lease.model.encoder.featureNames, requestId);
      this.#warnOfUnknown(encoded, lease.model.encoder.columns, requestId);
      await endOfTurn();
      const outputs = await lease.model.score(encoded, state.config.requestTimeoutMs);
      const { listName, encode } = state.definition.answers;
      const list = encode(outputs, lease.model.outputs);
      const earlierName = route.form === 'predict' ? `"${listName}":${list},` : '';
      sendAsciiJson(response, `{${earlierName}"predictions":${list}}`, requestId);
      this.#finish(200, begin, isReading, requestId, lease, rowCount, null);
    } catch (error) {
      const answered = toRequestError(error);
      sendError(response, answered, requestId);
      this.#finish(answered.status, begin, isReading, requestId, lease, rowCount, error);
    } finally {
      upload?.release();
      state.encodedBytes -= encodedBytes;
      if (lease) {
        lease.release();
        state.inflight--;
      }
    }
  }

  /** Refuses, before its body is read, what would be refused after it. Nothing is counted or held yet. */
  #admit(route: PredictionRoute, request: IncomingMessage): void {
    const { config, phase } = this.state;
    assertApiKey(request, config.predictApiKey);
    if (route.model !== null && !this.state.servesModel(route.model)) {
      throw new NotFound(
        `No model ${quoted(route.model)} here; this process serves ${this.state.servedNames.join(', ')}.`,
      );
    }
    assertJsonContent(request);
    if (phase === 'closing') throw new Unavailable('The service is shutting down.');
    if (!this.#limiter.hasToken) throw this.#tooManyRequests();
    if (this.state.inflight >= config.maxInflight) throw this.#tooManyInflight();
    const model = this.state.handle.current;
    if (!model) throw noModel();
    this.#assertVersion(route, model.version);
  }

  /** Takes what a request takes while it is scored: a token, a place, and the model that is loaded now. */
  #begin(route: PredictionRoute): Lease {
    const { state } = this;
    if (!this.#limiter.tryTake()) throw this.#tooManyRequests();
    if (state.inflight >= state.config.maxInflight) throw this.#tooManyInflight();
    const lease = state.handle.acquire();
    if (!lease) throw noModel();
    try {
      this.#assertVersion(route, lease.model.version);
    } catch (error) {
      lease.release();
      throw error;
    }
    state.inflight++;
    return lease;
  }

  /** Counts what rows take in memory until they are scored: `null` is four bytes of a body, and a row of any width. */
  #hold({ values }: EncodedRows): number {
    const { state } = this;
    const { maxReadingBytes } = state.config;
    if (state.encodedBytes > 0 && state.encodedBytes + values.byteLength > maxReadingBytes) {
      throw new Unavailable(
        `The rows being scored take more than ${maxReadingBytes} bytes (MAX_READING_BYTES).`,
      );
    }
    state.encodedBytes += values.byteLength;
    return values.byteLength;
  }

  #assertVersion(route: PredictionRoute, loaded: string): void {
    if (route.version === null || route.version === loaded) return;
    throw new NotFound(
      `No version ${quoted(route.version)} of ${this.state.definition.name} here; the loaded version is ${loaded}.`,
    );
  }

  #tooManyRequests(): TooManyRequests {
    return new TooManyRequests(
      `More than ${this.state.config.rateLimitRps} requests a second (RATE_LIMIT_RPS).`,
    );
  }

  #tooManyInflight(): Unavailable {
    return new Unavailable(`More than ${this.state.config.maxInflight} requests in flight (MAX_INFLIGHT).`);
  }

  #warnOfUnknown(encoded: EncodedRows, columns: readonly InputColumn[], requestId: string): void {
    const { logger, definition } = this.state;
    for (const { feature, share, values } of this.#unknownShare.note(encoded, columns)) {
      logger.warn('feature mostly unknown', {
        request_id: requestId,
        model: definition.name,
        feature,
        values,
        unknown_share: Math.round(share * 1000) / 1000,
        hint: `most values of ${feature} are none that the model was trained on; compare what clients send with the vocabulary in feature_meta.json, or train again`,
      });
    }
  }

  #finish(
    status: number,
    begin: number,
    isReading: boolean,
    requestId: string,
    lease: Lease | null,
    rows: number,
    error: unknown,
  ): void {
    const { logger, metrics, definition } = this.state;
    const ms = performance.now() - begin;
    metrics.countPrediction(status, isReading ? null : ms / 1000);
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

function noModel(): Unavailable {
  return new Unavailable('No model is loaded yet.');
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
