import { BadRow, type EncodedRows } from '@reckit/features';
import { ScoringTimeout, type Lease, type Signature } from '@reckit/inference';
import { BadRequest, InternalError, RequestError, Unavailable } from '@reckit/protocol';
import type { Caller } from '../access/access';
import type { SampledRequest } from '../feedback/feedback-log';
import type { HostedModel } from '../host/hosted-model';
import type { CalledModel } from '../host/models';
import type { ServiceState } from '../service-state';
import type { Attributes } from '../tracing/tracing';
import type { Codec, Target } from './codec';
import { endOfTurn } from './end-of-turn';
import type { Exchange, RequestBody } from './exchange';
import { PredictionLog } from './prediction-log';
import { RowWatch } from './row-watch';
import { ScoreWatch } from './score-watch';
import { Shadow } from './shadow/shadow';
import { noSignature } from './no-signature';
import { versionHeaderOf } from './version-header';

const BAD_REQUEST = 400;
const INTERNAL_ERROR = 500;

/** What a prediction holds while it is under way. */
interface Holding {
  readonly lease: Lease;
  readonly signature: Signature;
  /** Whether nobody has asked for the version: it answers a share of the requests. */
  readonly hasShare: boolean;
}

/** A request that was let in and read, and which the version that it was given to has failed. */
interface Failed {
  readonly caller: Caller | null;
  readonly body: RequestBody;
}

/** Answers requests for predictions, whatever their protocol: admit, read, decode, score, encode, account. */
export class Predictor {
  readonly #log: PredictionLog;
  readonly #watches = new Map<HostedModel, RowWatch>();
  readonly #scores = new Map<HostedModel, ScoreWatch>();
  readonly #shadows = new Map<HostedModel, Shadow>();

  constructor(private readonly state: ServiceState) {
    this.#log = new PredictionLog(state.logger);
    for (const model of state.models.all) {
      this.#watches.set(model, new RowWatch(model));
      this.#scores.set(model, new ScoreWatch(model.metrics));
      if (model.plan.shadow !== null) this.#shadows.set(model, new Shadow(model));
    }
  }

  /**
   * Answers one request; it never throws. Where a version fails that was not asked for, and answers a share of the requests
   * alone, the current one answers in its place.
   *
   * @param failed - null for a request that arrives
   */
  async answer<Options>(
    target: Target,
    codec: Codec<Options>,
    exchange: Exchange,
    failed: Failed | null = null,
  ): Promise<void> {
    const { state } = this;
    let begin = performance.now();
    const { trace } = exchange;
    const found = state.models.find(target.name);
    let caller: Caller | null = null;
    let body: RequestBody | null = null;
    let holding: Holding | null = null;
    let sampled: SampledRequest | null = null;
    let rowCount = 0;
    let encodedBytes = 0;
    let isReading = false;
    let second: string | null = null;
    try {
      let called: CalledModel;
      if (failed === null) {
        const knocked = state.access.knock(exchange.fields, exchange.remoteAddress);
        caller = knocked instanceof Promise ? await knocked : knocked;
        called = this.#admit(target, exchange);
        isReading = true;
        const reading = exchange.read();
        body = reading instanceof Promise ? await reading : reading;
        isReading = false;
        begin = performance.now();
        const entered = state.access.enter(caller);
        if (entered instanceof Promise) await entered;
      } else {
        ({ caller, body } = failed);
        called = state.models.called(target.name);
      }
      holding = this.#begin(called, target, exchange);
      const { lease } = holding;
      const decoding = codec.decode(body.bytes, holding.signature, lease.model);
      const request = decoding instanceof Promise ? await decoding : decoding;
      const { rows, options, signature = holding.signature } = request;
      const shadow = this.#shadows.get(called.model);
      const kept = shadow?.bodyToKeep(lease.model, signature, body.bytes) ?? null;
      const { drift } = called.model;
      const lookedAt = drift?.bodyToKeep(lease.model, body.bytes) ?? null;
      sampled = state.feedback?.sample(exchange.isIdGiven ? exchange.requestId : null, body.bytes) ?? null;
      if (!holding.hasShare) body.release();
      trace?.part('decode', begin, performance.now());
      encodedBytes = this.#hold(rows);
      rowCount = rows.rowCount;
      this.#watches.get(called.model)?.note(rows, signature, exchange);
      const decoded = performance.now();
      await endOfTurn();
      const queued = performance.now();
      const outputs = await signature.score(rows, exchange.timeoutMs);
      const scored = performance.now();
      trace?.part('score', queued, scored);
      const model = target.name ?? called.model.definition.name;
      const { version } = lease.model;
      const answers = signature.answersIn(outputs, rowCount);
      const encoding = codec.encode({ signature, answers, outputs, rowCount, model, version }, options);
      const answer = encoding instanceof Promise ? await encoding : encoding;
      const encoded = performance.now();
      trace?.part('encode', scored, encoded);
      // Sending may end the trace.
      trace?.note(attributesOf(exchange, called, lease, rowCount));
      exchange.send(answer, versionHeaderOf(lease.model));
      called.model.times.addAnswered(version, rowCount, {
        input: decoded - begin,
        queue: queued - decoded,
        infer: scored - queued,
        output: encoded - scored,
      });
      this.#finish(200, begin, isReading, exchange, caller, found, lease, rowCount, null);
      this.#scores.get(called.model)?.note(version, signature, outputs, rowCount);
      shadow?.note({ model: lease.model, signature, rows, outputs, body: kept, codec });
      if (drift && lookedAt) {
        drift.note(lookedAt, { version: lease.model, addressed: holding.signature, codec, rowCount });
      }
      sampled?.answered({
        at: Date.now(),
        requestId: exchange.requestId,
        model: called.model.definition.name,
        version: lease.model,
        label: called.model.labelOf(target, () => this.#shareKeyOf(exchange), version),
        addressed: holding.signature,
        codec,
        answers,
        outputs,
        rowCount,
      });
    } catch (error) {
      const answered = toRequestError(error, exchange);
      const lease = holding?.lease ?? null;
      trace?.note(attributesOf(exchange, found, lease, rowCount));
      const ms = performance.now() - begin;
      if (lease) found?.model.times.addFailed(lease.model.version, ms);
      if (holding?.hasShare && found && isFailureOf(answered)) {
        second = this.#passOn(holding.lease, found.model, answered, exchange, ms, error);
      }
      if (second === null) {
        exchange.refuse(answered);
        this.#finish(answered.status, begin, isReading, exchange, caller, found, lease, rowCount, error);
      }
    } finally {
      if (second === null) body?.release();
      sampled?.close();
      state.encodedBytes -= encodedBytes;
      if (holding) {
        holding.lease.release();
        state.inflight--;
      }
    }
    if (second !== null && body) {
      await this.answer({ ...target, version: second }, codec, exchange, { caller, body });
    }
  }

  /** Refuses, before its body is read, what would be refused after it. Nothing is counted or held yet. */
  #admit(target: Target, exchange: Exchange): CalledModel {
    const { config, models, inflight } = this.state;
    exchange.assertAcceptable();
    const called = models.called(target.name);
    if (inflight >= config.maxInflight) throw this.#tooManyInflight();
    called.model.assertServes(target);
    return called;
  }

  /** Takes what a request takes while it is scored: a place, and the version that answers it now. */
  #begin({ model, signature: name }: CalledModel, target: Target, exchange: Exchange): Holding {
    const { state } = this;
    if (state.inflight >= state.config.maxInflight) throw this.#tooManyInflight();
    const lease = model.acquire(target, () => this.#shareKeyOf(exchange));
    const signature = name === null ? lease.model.mainSignature : lease.model.signature(name);
    const hasShare = isOfShare(target, model, lease);
    if (!signature) {
      lease.release();
      const error = noSignature(model.definition.name, lease.model.version, String(name));
      const second = hasShare ? this.#passOn(lease, model, error, exchange, 0, error) : null;
      if (second === null) throw error;
      return this.#begin({ model, signature: name }, { ...target, version: second }, exchange);
    }
    state.inflight++;
    return { lease, signature, hasShare };
  }

  /**
   * Counts what a version has failed that has a share.
   *
   * @returns the version that answers in its place; null where there is none
   */
  #passOn(
    { model: { version } }: Lease,
    { definition, handle, metrics }: HostedModel,
    { status }: RequestError,
    { requestId }: Exchange,
    ms: number,
    error: unknown,
  ): string | null {
    if (!handle.current) return null;
    metrics.countVersion(version, status, ms / 1000);
    const fields = { request_id: requestId, model: definition.name, version, status };
    this.state.logger.warn('predict failed, the current version answers', {
      ...fields,
      error: messageOf(error),
    });
    return handle.current.version;
  }

  /** Requests with the same key have the same share. */
  #shareKeyOf({ fields, requestId }: Exchange): string {
    const { shareKeyHeader } = this.state.config;
    const key = shareKeyHeader === null ? undefined : fields[shareKeyHeader];
    return typeof key === 'string' ? key : (key?.toString() ?? requestId);
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

  #tooManyInflight(): Unavailable {
    return new Unavailable(`More than ${this.state.config.maxInflight} requests in flight (MAX_INFLIGHT).`);
  }

  #finish(
    status: number,
    begin: number,
    isReading: boolean,
    exchange: Exchange,
    caller: Caller | null,
    called: CalledModel | null,
    lease: Lease | null,
    rows: number,
    error: unknown,
  ): void {
    const { logger, metrics, models } = this.state;
    // A name that is none counts for the model that would answer without one, where there is such a model.
    const model = (called ?? models.find(null))?.model ?? null;
    const ms = performance.now() - begin;
    if (model) model.metrics.countPrediction(status, isReading ? null : ms / 1000);
    else metrics.countStray(status);
    if (lease) model?.metrics.countVersion(lease.model.version, status, ms / 1000);
    if (status === 200) model?.metrics.countRows(rows);
    const { requestId, trace } = exchange;
    const key = caller?.key ?? null;
    const whose =
      trace === null && key === null
        ? null
        : {
            ...(trace !== null && { trace_id: trace.traceId }),
            ...(key !== null && { key }),
          };
    const fields = {
      request_id: requestId,
      ...whose,
      model: model?.definition.name ?? null,
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

/** Whether nobody has asked for the version, and another one is the current one. */
function isOfShare({ version, label }: Target, { handle }: HostedModel, { model }: Lease): boolean {
  return version === null && label === null && model !== handle.current;
}

/** Whether another version may do better: a failure, or a request that this version does not read. */
function isFailureOf({ status }: RequestError): boolean {
  return status === INTERNAL_ERROR || status === BAD_REQUEST;
}

function toRequestError(error: unknown, exchange: Exchange): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof BadRow) return new BadRequest(error.message);
  if (error instanceof ScoringTimeout) return exchange.tooLate(error.message);
  return new InternalError('Internal error; the log has the details under this request id.');
}

/** What a trace tells of a prediction beside what its protocol tells. */
function attributesOf(
  { requestId }: Exchange,
  called: CalledModel | null,
  lease: Lease | null,
  rows: number,
): Attributes {
  return {
    'reckit.request_id': requestId,
    ...(called && { 'reckit.model': called.model.definition.name }),
    ...(lease && { 'reckit.version': lease.model.version }),
    'reckit.rows': rows,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
