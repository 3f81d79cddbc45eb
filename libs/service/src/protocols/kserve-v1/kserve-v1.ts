import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import { cut } from '@reckit/messages';
import {
  errorMessageBody,
  MethodNotAllowed,
  modelListBody,
  modelMetadataBody,
  modelStatusBody,
  NotFound,
  Unimplemented,
  type RequestError,
} from '@reckit/protocol';
import type { CalledModel } from '../../host/models';
import type { RequestHead } from '../../http/request-head';
import { sendJson } from '../../http/respond';
import type { DecodeTurns } from '../../infer/decode-turns';
import { noSignature } from '../../infer/no-signature';
import type { RowReader } from '../../infer/row-reader';
import type { ServiceState } from '../../service-state';
import type { HttpProtocol, PredictionCall } from '../http-protocol';
import { pathOf } from '../request-path';
import { PredictCodec } from './predict-codec';
import { assertV1Content } from './v1-content';
import { isV1Path, matchV1Route, type V1Route, type V1Target } from './v1-route';

const READ_METHODS = ['GET', 'HEAD'];
const SHOWN_CHARACTERS = 100;
const ROUTE = '/v1/models/{model}:predict';

/** KServe v1 and the REST of TensorFlow Serving, which share their paths: one set of answers serves both clients. */
export class KServeV1 implements HttpProtocol {
  readonly assertContent = assertV1Content;
  readonly owns = isV1Path;
  readonly #codec: PredictCodec;

  constructor(
    private readonly state: ServiceState,
    rows: RowReader,
    turns: DecodeTurns,
  ) {
    this.#codec = new PredictCodec(rows, turns, state.config.v1SingleEmbedding);
  }

  readonly fault = (error: RequestError): string => JSON.stringify(errorMessageBody(error));

  match({ url }: RequestHead): PredictionCall | null {
    const path = pathOf(url ?? '/');
    const route = isV1Path(path) ? matchV1Route(path) : null;
    if (route?.kind !== 'predict') return null;
    const { model: name, version, label } = route.target;
    return { target: { name, version, label }, codec: this.#codec, route: ROUTE };
  }

  addRoutes(app: Express): void {
    app.use((request, response, next) => {
      const path = pathOf(request.originalUrl);
      if (!isV1Path(path)) {
        next();
        return;
      }
      const route = matchV1Route(path);
      if (!route) {
        throw new NotFound(
          `There is no ${cut(path, SHOWN_CHARACTERS)} here; GET /v1/models lists the models.`,
        );
      }
      this.#answer(route, request, response);
    });
  }

  #answer(route: V1Route, { method = 'GET' }: IncomingMessage, response: ServerResponse): void {
    const methods = isRead(route) ? READ_METHODS : ['POST'];
    if (!methods.includes(method)) throw new MethodNotAllowed(method, methods);
    if (route.kind === 'models') {
      send(response, 200, modelListBody(this.state.models.names));
      return;
    }
    const called = this.state.models.called(route.target.model);
    if (route.target.label !== null) called.model.assertServes(route.target);
    switch (route.kind) {
      case 'status':
        this.#answerStatus(route.target, called, response);
        return;
      case 'metadata':
        this.#answerMetadata(route.target, called, response);
        return;
      default:
        throw new Unimplemented(`Models here answer :predict; there is no :${route.kind}.`);
    }
  }

  #answerStatus(target: V1Target, { model, signature }: CalledModel, response: ServerResponse): void {
    const { version, label } = target;
    const { current } = model.handle;
    if (current && signature !== null && !current.signature(signature)) {
      throw noSignature(model.definition.name, current.version, signature);
    }
    // Of a version that is named, it alone; of the model, all that it has, which is none while it is not loaded.
    const isNamed = version !== null || label !== null;
    const loaded = !isNamed ? model.versions : current ? [model.find(target)] : [];
    const isServing = this.state.phase === 'serving';
    const state = isServing ? 'AVAILABLE' : 'UNLOADING';
    const isReady = current !== null && isServing;
    const statuses = loaded.map(({ version }) => ({ version, state }) as const);
    send(response, isReady ? 200 : 503, modelStatusBody(target.model, isReady, statuses));
  }

  #answerMetadata(target: V1Target, { model, signature }: CalledModel, response: ServerResponse): void {
    const found = model.find(target);
    const atHand = signature === null ? found.mainSignature : found.signature(signature);
    if (!atHand) throw noSignature(model.definition.name, found.version, String(signature));
    send(response, 200, modelMetadataBody(target.model, found.version, atHand, found.signatures));
  }
}

function isRead({ kind }: V1Route): boolean {
  return kind === 'models' || kind === 'status' || kind === 'metadata';
}

function send(response: ServerResponse, status: number, body: unknown): void {
  sendJson(response, status, JSON.stringify(body));
}
